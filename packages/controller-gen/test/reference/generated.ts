import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderBuiltinKinds, servedTypes } from './builtin-kinds.ts';
import { type GoType, renderCoreTypes } from './core-types.ts';
import { readDiscovery, refreshDiscovery } from './discovery.ts';
import { REFERENCE } from './reference-tool.ts';

const PACKAGES = join(REFERENCE, '../../..');

/**
 * Absolute path → content of every file that is made by running the real controller-gen over the types of Kubernetes, and of
 * what an API server serves.
 */
export function renderGenerated(): ReadonlyMap<string, string> {
  const served = readDiscovery();
  const types = JSON.parse(runGo('./cmd/coretypes', JSON.stringify(servedTypes(served)))) as readonly GoType[];
  return new Map([
    [join(PACKAGES, 'controller-gen/src/schema/zz_generated.known-schemas.ts'), runGo('./cmd/knownschemas')],
    ...inFolder('core', renderCoreTypes(types)),
    ...inFolder('kinds', renderBuiltinKinds(served, types)),
  ]);
}

const inFolder = (folder: string, files: ReadonlyMap<string, string>): readonly (readonly [string, string])[] =>
  [...files].map(([name, content]) => [join(PACKAGES, 'apimachinery/src', folder, name), content]);

function runGo(command: string, input = ''): string {
  return execFileSync('go', ['run', command], { cwd: REFERENCE, input, maxBuffer: 64 * 1024 * 1024 }).toString();
}

/**
 * `node --conditions=@kubewright/source test/reference/generated.ts` asks an API server what it serves and writes the files anew,
 * after a new version of Kubernetes or controller-tools.
 */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await refreshDiscovery();
  for (const [path, content] of renderGenerated()) writeFileSync(path, content);
}
