import { X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { issueAuthority, issueSelfSigned, issueServing } from '../../../src/certificates/x509.ts';

const VALIDITY = { notBeforeMs: Date.UTC(2026, 0, 1), notAfterMs: Date.UTC(2036, 0, 1) };
const HOSTS = ['hooks.ns.svc', 'hooks.ns.svc.cluster.local', '127.0.0.1', '::1', 'fe80::1:2', '1:2:3:4:5:6:7:8'];

const authority = issueAuthority('test-ca@1', VALIDITY);
const serving = issueServing(authority, HOSTS, VALIDITY);

describe('an authority', () => {
  const certificate = new X509Certificate(authority.cert);

  test('may sign, signs itself, and says who it is', () => {
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate).toMatchObject({ subject: 'CN=test-ca@1', issuer: 'CN=test-ca@1' });
  });

  test('holds as long as was asked for, also beyond 2049', () => {
    expect(new Date(certificate.validFrom).getTime()).toBe(VALIDITY.notBeforeMs);
    const late = issueAuthority('late', { ...VALIDITY, notAfterMs: Date.UTC(2075, 5, 1, 12, 30, 5) });
    expect(new Date(new X509Certificate(late.cert).validTo).getTime()).toBe(Date.UTC(2075, 5, 1, 12, 30, 5));
  });
});

describe('a serving certificate', () => {
  const certificate = new X509Certificate(serving.cert);

  test('is signed by its authority, for its own key, and may not sign', () => {
    expect(certificate.checkIssued(new X509Certificate(authority.cert))).toBe(true);
    expect(certificate.verify(new X509Certificate(authority.cert).publicKey)).toBe(true);
    expect(certificate.verify(new X509Certificate(issueAuthority('test-ca@1', VALIDITY).cert).publicKey)).toBe(false);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  test.each(['hooks.ns.svc', 'hooks.ns.svc.cluster.local'])('is for the name %s', (host) => {
    expect(certificate.checkHost(host)).toBe(host);
  });

  test.each(['127.0.0.1', '::1', 'fe80::1:2', '1:2:3:4:5:6:7:8'])('is for the address %s', (address) => {
    expect(certificate.checkIP(address)).toBe(address);
  });

  test('is for nobody else', () => {
    expect(certificate.checkHost('other.ns.svc')).toBeUndefined();
    expect(certificate.checkIP('127.0.0.2')).toBeUndefined();
  });

  test('has a serial number of its own', () => {
    expect(issueServing(authority, HOSTS, VALIDITY).cert).not.toBe(serving.cert);
    expect(certificate.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  test('needs a host; a long one is no common name, but works', () => {
    expect(() => issueServing(authority, [], VALIDITY)).toThrow('needs the name of a host');
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.svc`;
    expect(new X509Certificate(issueServing(authority, [long], VALIDITY).cert).checkHost(long)).toBe(long);
  });
});

/** What a client that trusts `ca` makes of a server with `pair`. */
async function handshake(pair: { cert: string; key: string }, ca: string, servername: string): Promise<string> {
  const server = createServer({ ...pair }, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const outcome = await new Promise<string>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', ca, servername }, () => resolve('trusted'));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.resume();
  });
  await new Promise((resolve) => server.close(resolve));
  return outcome;
}

describe('a TLS client', () => {
  test('trusts a server by its authority', async () => {
    expect(await handshake(serving, authority.cert, 'hooks.ns.svc')).toBe('trusted');
  });

  test('refuses another authority of the same name, and another host', async () => {
    const other = issueAuthority('test-ca@1', VALIDITY).cert;
    expect(await handshake(serving, other, 'hooks.ns.svc')).not.toBe('trusted');
    expect(await handshake(serving, authority.cert, 'other.svc')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('trusts both authorities of a bundle', async () => {
    const next = issueAuthority('test-ca@2', VALIDITY);
    const bundle = next.cert + authority.cert;
    expect(await handshake(serving, bundle, 'hooks.ns.svc')).toBe('trusted');
    expect(await handshake(issueServing(next, HOSTS, VALIDITY), bundle, 'hooks.ns.svc')).toBe('trusted');
  });

  test('can be told to trust a self-signed certificate', async () => {
    const selfSigned = issueSelfSigned(['localhost'], VALIDITY);
    const [, itsAuthority = ''] = selfSigned.cert.split(/(?<=-----END CERTIFICATE-----\n)/);
    expect(await handshake(selfSigned, itsAuthority, 'localhost')).toBe('trusted');
  });
});
