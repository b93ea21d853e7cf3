import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SelfManagedCertificatesOptions } from '../certificates/index.ts';
import type { TlsOptions } from '../internal/http-server/server-tls.ts';

/** Source: `webhook.Options`. */
export interface WebhookServerOptions {
  /** Where it listens. @defaultValue all addresses */
  readonly host?: string;
  /** @defaultValue 9443 */
  readonly port?: number;
  /** Where certificate and key lie; they are read again when they change. @defaultValue k8s-webhook-server/serving-certs in the system's folder for temporary files */
  readonly certDir?: string;
  /** @defaultValue 'tls.crt' */
  readonly certName?: string;
  /** @defaultValue 'tls.key' */
  readonly keyName?: string;
  /** A file in `certDir`: clients must show a certificate that this authority has signed. @defaultValue none is asked for */
  readonly clientCaName?: string;
  /** Make and renew the certificate rather than read it from `certDir`. @defaultValue off */
  readonly selfManaged?: SelfManagedCertificatesOptions;
  readonly tls?: Omit<TlsOptions, 'clientCa'>;
}

export interface ResolvedServerOptions {
  readonly bindAddress: string;
  readonly certPath: string;
  readonly keyPath: string;
  readonly clientCaPath: string | undefined;
  readonly tls: TlsOptions;
}

/** Throws a `RangeError` for what cannot be. */
export function resolveServerOptions(options: WebhookServerOptions): ResolvedServerOptions {
  const { host = '', port = 9443, certName = 'tls.crt', keyName = 'tls.key', clientCaName, tls = {} } = options;
  const { certDir = join(tmpdir(), 'k8s-webhook-server', 'serving-certs'), selfManaged } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RangeError(`port must be 0 to 65535, got ${port}`);
  if (selfManaged !== undefined && options.certDir !== undefined && clientCaName === undefined) {
    throw new RangeError('certDir is not read with selfManaged: set one of them');
  }
  return Object.freeze({
    bindAddress: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    certPath: join(certDir, certName),
    keyPath: join(certDir, keyName),
    clientCaPath: clientCaName === undefined ? undefined : join(certDir, clientCaName),
    tls,
  });
}
