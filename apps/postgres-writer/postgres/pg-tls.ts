import { readFileSync } from 'node:fs';
import { checkServerIdentity, getCACertificates, type ConnectionOptions } from 'node:tls';

/** As libpq means them. `allow` and `prefer` downgrade in silence, so they do not exist here. */
export type SslMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

export interface TlsSettings {
  readonly mode: SslMode;
  /** A file of PEM certificates, or `system` for the machine's own. Required by the verifying modes. */
  readonly rootCert?: string | undefined;
}

/**
 * The TLS options of one connection; `false` without TLS. Called for each new connection, so that a rotated root
 * certificate is picked up without a restart.
 *
 * As in libpq, `require` alone checks no certificate; with a root certificate it checks as `verify-ca` does. Throws when
 * the certificate file cannot be read: never connects with less than was asked for.
 */
export function tlsOptions({ mode, rootCert }: TlsSettings, host: string): ConnectionOptions | false {
  if (mode === 'disable') return false;
  if (rootCert === undefined) {
    if (mode !== 'require') throw new TypeError(`sslmode ${mode} needs a root certificate: a path, or system`);
    return { rejectUnauthorized: false };
  }
  const ca = rootCert === 'system' ? getCACertificates('system') : readRootCertificates(rootCert);
  return {
    ca,
    rejectUnauthorized: true,
    // The host is the one that was configured, also when it is an address: TLS alone would check the name "localhost".
    checkServerIdentity: (_, certificate) =>
      mode === 'verify-full' ? checkServerIdentity(host, certificate) : undefined,
  };
}

function readRootCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new Error('the root certificate file cannot be read', { cause: thrown });
  }
}
