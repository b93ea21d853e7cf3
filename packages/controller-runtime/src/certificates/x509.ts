import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { toRfc3339Millis } from '../internal/clock/rfc3339.ts';
import type { KeyPair } from '../internal/http-server/certificate-source.ts';
import {
  bitString,
  booleanTrue,
  explicit,
  implicit,
  octetString,
  oid,
  sequence,
  set,
  time,
  unsignedInteger,
  utf8String,
  type Der,
} from './der.ts';

/** From when to when a certificate holds, in milliseconds since the epoch; whole seconds count. */
export interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Makes an authority that signs itself, and may sign servers' certificates alone. ECDSA on P-256. */
export function issueAuthority(commonName: string, validity: Validity): KeyPair {
  const { publicKey, privateKey } = newKeys();
  const extensions = [
    extension(OID.basicConstraints, sequence(booleanTrue, unsignedInteger(Buffer.of(0))), { critical: true }),
    // digitalSignature, keyCertSign and cRLSign: bits 0, 5 and 6.
    extension(OID.keyUsage, bitString(Buffer.of(0b1000_0110), 1), { critical: true }),
    subjectKeyId(publicKey),
  ];
  const subject = commonNameOnly(commonName);
  return certificate({ issuer: subject, subject, validity, publicKey, privateKey, signer: privateKey, extensions });
}

/** Makes a certificate for a server, by the names and IP addresses that its clients call it by. */
export function issueServing(authority: KeyPair, hosts: readonly string[], validity: Validity): KeyPair {
  const [first] = hosts;
  if (first === undefined) throw new RangeError('a serving certificate needs the name of a host');
  const issuer = new X509Certificate(authority.cert);
  const { publicKey, privateKey } = newKeys();
  const extensions = [
    extension(OID.basicConstraints, sequence(), { critical: true }),
    extension(OID.keyUsage, bitString(Buffer.of(0b1000_0000), 7), { critical: true }), // digitalSignature: bit 0
    extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth))),
    extension(OID.subjectAltName, sequence(...hosts.map(generalName))),
    subjectKeyId(publicKey),
    extension(OID.authorityKeyId, sequence(implicit(0, keyId(issuer.publicKey)))),
  ];
  return certificate({
    issuer: commonNameOnly(commonNameOf(issuer)),
    // A name may be longer than the 64 characters that a common name can be; clients look at the alternative names.
    subject: commonNameOnly(first.slice(0, 64)),
    validity,
    publicKey,
    privateKey,
    signer: createPrivateKey(authority.key),
    extensions,
  });
}

/** A certificate that nobody but its owner vouches for, for encryption alone. Source: `cert.GenerateSelfSignedCertKey`. */
export function issueSelfSigned(hosts: readonly string[], validity: Validity): KeyPair {
  const authority = issueAuthority(`${hosts[0] ?? ''}-ca`, validity);
  const serving = issueServing(authority, hosts, validity);
  return { cert: serving.cert + authority.cert, key: serving.key };
}

const OID = {
  commonName: '2.5.4.3',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

interface CertificateInit {
  readonly issuer: Der;
  readonly subject: Der;
  readonly validity: Validity;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Der[];
}

/** RFC 5280, section 4.1. */
function certificate(init: CertificateInit): KeyPair {
  const { issuer, subject, validity, publicKey, privateKey, signer, extensions } = init;
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const toBeSigned = sequence(
    explicit(0, unsignedInteger(Buffer.of(2))), // version 3
    unsignedInteger(serialNumber()),
    algorithm,
    issuer,
    sequence(time(toRfc3339Millis(validity.notBeforeMs)), time(toRfc3339Millis(validity.notAfterMs))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  const signature = sign('sha256', toBeSigned, { key: signer, dsaEncoding: 'der' });
  const der = sequence(toBeSigned, algorithm, bitString(signature));
  return {
    cert: new X509Certificate(der).toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Random, positive, never 0. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

const commonNameOnly = (name: string): Der => sequence(set(sequence(oid(OID.commonName), utf8String(name))));

function commonNameOf({ subject }: X509Certificate): string {
  const name = /^CN=(.*)$/m.exec(subject)?.[1];
  if (name === undefined) throw new Error(`the authority's subject has no common name: ${subject}`);
  return name;
}

const extension = (id: string, value: Der, { critical = false } = {}): Der =>
  sequence(oid(id), ...(critical ? [booleanTrue] : []), octetString(value));

const subjectKeyId = (key: KeyObject): Der => extension(OID.subjectKeyId, octetString(keyId(key)));

/** The hash that tells keys apart. RFC 5280 leaves the function open; RFC 7093 names this one: SHA-256, shortened. */
const keyId = (key: KeyObject): Buffer =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);

function generalName(host: string): Der {
  if (isIP(host) === 0) return implicit(2, Buffer.from(host, 'ascii'));
  return implicit(7, addressBytes(host));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // URL's parser knows all of IPv6's short forms, and leaves `::` alone.
  const { hostname } = new URL(`http://[${address}]`);
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return Buffer.from([...head, ...zeros, ...tail].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
