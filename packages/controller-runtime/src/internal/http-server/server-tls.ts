import type { SecureContextOptions } from 'node:tls';
import type { CertificateSource } from './certificate-source.ts';

/** How a server speaks TLS, certificate apart. Source: the fields of `tls.Config` that operators set in `TLSOpts`. */
export interface TlsOptions {
  /** @defaultValue 'TLSv1.2' */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** @defaultValue the newest that Node speaks */
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** In OpenSSL's form, for both versions. @defaultValue Node's */
  readonly ciphers?: string;
  /** Clients must show a certificate that this authority (PEM) has signed. @defaultValue none is asked for */
  readonly clientCa?: string;
}

export interface ServerTls extends TlsOptions {
  readonly certificates: CertificateSource;
}

/** What Node wants to know. Throws an `Error` while there is no certificate. */
export function secureContextOptions(tls: ServerTls, pair = tls.certificates.current): SecureContextOptions {
  if (pair === undefined) throw new Error('there is no serving certificate yet');
  const { minVersion = 'TLSv1.2', maxVersion, ciphers, clientCa } = tls;
  return {
    ...pair,
    minVersion,
    ...(maxVersion !== undefined && { maxVersion }),
    ...(ciphers !== undefined && { ciphers }),
    ...(clientCa !== undefined && { ca: clientCa }),
  };
}
