import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import process from 'node:process';
import { Registry } from 'prom-client';
import { describe, expect, test, vi } from 'vitest';
import { issueAuthority } from '../../../src/certificates/index.ts';
import { discardLogger } from '../../../src/log/index.ts';
import { webhookMetrics } from '../../../src/metrics/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { resolveServerOptions, WebhookServer, type Webhook } from '../../../src/webhook/index.ts';
import { aCertificate, ManualCertificates, serve } from './support.ts';

const ok: Webhook = () => (request, response) => {
  request.resume();
  response.end('ok');
};

describe('a webhook server', () => {
  test('serves each webhook at its path by POST, and nothing else', async () => {
    await using running = await serve((server) => server.register('/a', ok));
    expect(await running.post('/a?timeout=10s', '{}')).toMatchObject({ status: 200, body: 'ok' });
    expect((await running.post('/b', '{}')).status).toBe(404);
    running.server.register('/b', ok); // also while it runs
    expect((await running.post('/b', '{}')).status).toBe(200);
    const got = await rawAnswer(running.port, 'GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(got).toMatch(/^HTTP\/1\.1 405 /);
  });

  test('has one webhook at a path, and no odd paths', async () => {
    await using running = await serve((server) => server.register('/a', ok));
    expect(() => running.server.register('/a', ok)).toThrow('there is a webhook at /a already');
    expect(() => running.server.register('a', ok)).toThrow('"a" is no path of a webhook');
  });

  test('counts what it answers, under the names of the original', async () => {
    const failing: Webhook = () => () => Promise.reject(new Error('no'));
    await using running = await serve((server) => {
      server.register('/a', ok);
      server.register('/fails', failing);
    });
    await running.post('/a', '{}');
    await running.post('/fails', '{}');
    const text = await running.registry.metrics();
    expect(text).toContain('controller_runtime_webhook_requests_total{webhook="/a",code="200"} 1');
    expect(text).toContain('controller_runtime_webhook_requests_total{webhook="/a",code="500"} 0');
    expect(text).toContain('controller_runtime_webhook_requests_total{webhook="/fails",code="500"} 1');
    expect(text).toContain('controller_runtime_webhook_requests_in_flight{webhook="/a"} 0');
    expect(text).toContain('controller_runtime_webhook_latency_seconds_count{webhook="/a"} 1');
    expect(text).toContain('controller_runtime_webhook_panics_total 0');
    expect(text).toContain('controller_runtime_conversion_webhook_panics_total 0');
  });

  test('tells whether it is up, and whether its certificate holds', async () => {
    const running = await serve((server) => server.register('/a', ok));
    const check = running.server.startedChecker();
    const { signal } = new AbortController();
    expect(() => check({ signal })).not.toThrow();
    running.clock.jump(11 * 365 * 24 * 60 * 60_000);
    expect(() => check({ signal })).toThrow('the serving certificate has expired');
    await running[Symbol.asyncDispose]();
    expect(() => check({ signal })).toThrow('the webhook server is stopped');
  });
});

describe('its certificate', () => {
  test('is the newest for new connections, and those that are open go on', async () => {
    const certificates = new ManualCertificates();
    certificates.set(aCertificate('first'));
    await using running = await serve((server) => server.register('/a', ok), {}, certificates);
    using open = await tls(running.port);
    expect(nameOf(open)).toBe('first');
    certificates.set(aCertificate('second'));
    using next = await tls(running.port);
    expect(nameOf(next)).toBe('second');
    open.write('POST /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}');
    expect(await textOf(open)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('is waited for: nothing listens before', async () => {
    const certificates = new ManualCertificates();
    const started = serve((server) => server.register('/a', ok), {}, certificates);
    certificates.set(aCertificate('late'));
    await using running = await started;
    expect(await running.post('/a', '{}')).toMatchObject({ servedBy: 'late' });
  });

  test('is served by TLS 1.2 and 1.3, and nothing older', async () => {
    await using running = await serve((server) => server.register('/a', ok));
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      using socket = await tls(running.port, { minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
    }
    await expect(tls(running.port, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' })).rejects.toThrow();
  });

  test('can be kept from older versions', async () => {
    await using running = await serve((server) => server.register('/a', ok), { tls: { minVersion: 'TLSv1.3' } });
    await expect(tls(running.port, { maxVersion: 'TLSv1.2' })).rejects.toThrow();
  });

  test('is not enough where clients must show theirs', async () => {
    const validity = { notBeforeMs: Date.UTC(2026, 0, 1), notAfterMs: Date.UTC(2036, 0, 1) };
    const authority = issueAuthority('clients', validity);
    const directory = await mkdtemp(join(tmpdir(), 'webhook-'));
    try {
      await writeFile(join(directory, 'ca.crt'), authority.cert);
      await using running = await serve((server) => server.register('/a', ok), {
        certDir: directory,
        clientCaName: 'ca.crt',
      });
      /** Whether a client with that certificate, or without one, is answered. */
      const isAnswered = async (pair: ConnectionOptions): Promise<boolean> => {
        using socket = await tls(running.port, pair);
        socket.write('POST /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}');
        // With TLS 1.3 a client hears that it is refused only after it has begun to speak.
        return (await textOf(socket).catch(() => '')).startsWith('HTTP/1.1 200');
      };
      expect(await isAnswered({})).toBe(false);
      expect(await isAnswered(issueAuthority('others', validity))).toBe(false);
      expect(await isAnswered(authority)).toBe(true);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('on stopping', () => {
  test('it answers what it was asked, closes what is idle, and takes nothing new', async () => {
    const asked = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<undefined>();
    const slow: Webhook = () => async (request, response) => {
      request.resume();
      asked.resolve(undefined);
      await answer.promise;
      response.end('late');
    };
    const running = await serve((server) => server.register('/slow', slow));
    using idle = await tls(running.port);
    using busy = await tls(running.port); // without `connection: close`
    busy.write('POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}');
    await asked.promise;
    running.stop.abort();
    await textOf(idle);
    await expect(tls(running.port)).rejects.toThrow();
    answer.resolve(undefined);
    expect(await textOf(busy)).toContain('late');
    await running.ended;
  });

  test('it cuts off what takes longer than it may', async () => {
    const asked = Promise.withResolvers<undefined>();
    const never: Webhook = () => async (request) => {
      request.resume();
      asked.resolve(undefined);
      await new Promise(() => undefined);
    };
    const running = await serve((server) => server.register('/never', never));
    const answer = running.post('/never', '{}');
    const cut = expect(answer).rejects.toThrow();
    await asked.promise;
    running.stop.abort();
    running.stopNow.abort();
    await running.ended;
    await cut;
  });

  test('it neither listens nor reads anything if that came before its start', async () => {
    const certificates = new ManualCertificates();
    certificates.set(aCertificate());
    const keep = vi.spyOn(certificates, 'start');
    const clock = new FakeClock();
    const server = new WebhookServer({
      options: resolveServerOptions({ host: '127.0.0.1', port: 0, clientCaName: 'missing.crt' }),
      certificates,
      clock,
      log: discardLogger,
      metrics: webhookMetrics(new Registry()),
    });
    await server.start(AbortSignal.abort());
    expect(keep).not.toHaveBeenCalled();
    const { signal } = new AbortController();
    expect(() => server.startedChecker()({ signal })).toThrow('the webhook server is stopped');
  });

  test('it ends also when it never had a certificate', async () => {
    const certificates = new ManualCertificates();
    certificates.set(aCertificate());
    await using running = await serve((server) => server.register('/a', ok), {}, certificates);
    running.stop.abort();
    await running.ended;
  });
});

test('it leaves nothing open', async () => {
  const open = (): readonly string[] => process.getActiveResourcesInfo().filter((resource) => /TCP|TLS/.test(resource));
  await vi.waitFor(() => expect(open()).toEqual([])); // what other tests closed goes a turn later
  const running = await serve((server) => server.register('/a', ok));
  using _idle = await tls(running.port);
  await running.post('/a', '{}');
  expect(open()).not.toEqual([]);
  running.stop.abort();
  await running.ended;
  await vi.waitFor(() => expect(open()).toEqual([]));
});

test('a port that is taken is told with the option that sets it', async () => {
  await using running = await serve((server) => server.register('/a', ok));
  await expect(serve((server) => server.register('/a', ok), { port: running.port })).rejects.toThrow(
    /cannot listen on 127\.0\.0\.1:\d+: another program uses it; set another address with webhook\.host and webhook\.port/,
  );
});

describe('options', () => {
  test('have the defaults of the original', () => {
    expect(resolveServerOptions({})).toMatchObject({
      bindAddress: ':9443',
      certPath: join(tmpdir(), 'k8s-webhook-server/serving-certs/tls.crt'),
      keyPath: join(tmpdir(), 'k8s-webhook-server/serving-certs/tls.key'),
      clientCaPath: undefined,
    });
    expect(resolveServerOptions({ host: '::1', port: 1 }).bindAddress).toBe('[::1]:1');
  });

  test.each([
    { options: { port: -1 }, want: 'port must be 0 to 65535, got -1' },
    { options: { certDir: '/x', selfManaged: { secretName: 's' } }, want: 'certDir is not read with selfManaged' },
  ])('are refused: $want', ({ options, want }) => {
    expect(() => resolveServerOptions(options)).toThrow(want);
  });
});

/** A TLS connection that trusts anybody. */
function tls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket & Disposable> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
      resolve(Object.assign(socket, { [Symbol.dispose]: () => void socket.destroy() }));
    });
    socket.once('error', reject);
  });
}

const nameOf = (socket: TLSSocket): string => String(socket.getPeerCertificate().subject.CN);

function textOf(socket: TLSSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('error', reject);
    socket.once('end', () => resolve(Buffer.concat(chunks).toString()));
    socket.resume();
  });
}

async function rawAnswer(port: number, request: string): Promise<string> {
  using socket = await tls(port);
  socket.write(request);
  return await textOf(socket);
}
