import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyPair } from '../internal/http-server/certificate-source.ts';

/** What the Secret of self-managed certificates holds, decoded. */
export interface CertificateMaterial {
  /** The newest authority, which signs what is to come. */
  readonly authority: KeyPair;
  /** The certificates of all authorities that clients are to trust, the newest first. */
  readonly trusted: readonly string[];
  readonly serving: KeyPair;
}

/** A Secret's `data`: base64 by key. */
export type SecretData = Readonly<Record<string, string>>;

/** The first two are those of `kubernetes.io/tls`, the third is what cert-manager adds. */
const KEYS = { cert: 'tls.crt', key: 'tls.key', trusted: 'ca.crt', authorityKey: 'ca.key' } as const;

export function encodeMaterial({ authority, trusted, serving }: CertificateMaterial): SecretData {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  return {
    [KEYS.cert]: base64(serving.cert),
    [KEYS.key]: base64(serving.key),
    [KEYS.trusted]: base64(bundleOf(trusted)),
    [KEYS.authorityKey]: base64(authority.key),
  };
}

/** `undefined` when something is missing, cannot be read or does not fit together: then all is made anew. */
export function decodeMaterial(data: SecretData): CertificateMaterial | undefined {
  const text = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
  try {
    const trusted = text(KEYS.trusted).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    const [newest = ''] = trusted;
    const authority = { cert: newest, key: text(KEYS.authorityKey) };
    const serving = { cert: text(KEYS.cert), key: text(KEYS.key) };
    const signed = trusted.some((cert) => isSignedBy(serving.cert, cert));
    return fits(authority) && fits(serving) && signed ? { authority, trusted, serving } : undefined;
  } catch {
    // OpenSSL's words for text that is no certificate say nothing that `undefined` does not.
    return undefined;
  }
}

export const isSignedBy = (cert: string, authority: string): boolean =>
  new X509Certificate(cert).verify(new X509Certificate(authority).publicKey);

/** PEM: what `caBundle` and `ca.crt` hold. */
export const bundleOf = (trusted: readonly string[]): string => trusted.map((cert) => `${cert.trim()}\n`).join('');

const fits = ({ cert, key }: KeyPair): boolean => new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
