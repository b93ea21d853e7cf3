import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { inClusterConfig } from '../../../../src/client/config/in-cluster.ts';
import { temporaryFolder } from './files.ts';

const folder = temporaryFolder();

test('a pod speaks with the service account that is mounted in it', async () => {
  const directory = dirname(await folder.write('token', 'abc'));
  await folder.write('namespace', 'mine\n');
  const config = await inClusterConfig(
    { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' },
    directory,
  );
  expect(config).toMatchObject({
    server: 'https://10.0.0.1:443',
    tls: { ca: { kind: 'file', path: `${directory}/ca.crt` }, insecureSkipVerify: false },
    auth: { kind: 'tokenFile', path: `${directory}/token` },
    namespace: 'mine',
  });
});

test('an IPv6 service address stands in brackets', async () => {
  const directory = dirname(await folder.write('token', 'abc'));
  const config = await inClusterConfig(
    { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' },
    directory,
  );
  expect(config).toMatchObject({ server: 'https://[fd00::1]:443', namespace: 'default' });
});

test('outside of a cluster there is no such configuration', async () => {
  expect(await inClusterConfig({})).toBeUndefined();
});
