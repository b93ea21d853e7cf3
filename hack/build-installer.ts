/** `make build-installer`: writes all that `make deploy` applies into one file, for `kubectl apply -f`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { runKubectl } from './lib/kubectl.ts';
import { kustomizeOverlay, operatorImage } from './lib/overlay.ts';
import { ROOT } from './lib/process.ts';

const TARGET = 'dist/install.yaml';

const { values } = parseArgs({
  options: {
    kubectl: { type: 'string', default: 'kubectl' },
    /** The operator's image. */
    image: { type: 'string', default: '' },
  },
});

await using overlay = await kustomizeOverlay({ resources: ['config/default'], images: operatorImage(values.image) });
const { code, stdout, stderr } = runKubectl(values.kubectl, ['kustomize', overlay.path]);
if (code === 0) {
  await mkdir(dirname(join(ROOT, TARGET)), { recursive: true });
  await writeFile(join(ROOT, TARGET), stdout);
  console.log(`${TARGET}: kubectl apply --server-side -f ${TARGET}`);
} else console.error(stderr.trim());
process.exitCode = code;
