import { expect, test, vi } from 'vitest';
import { Registry } from 'prom-client';
import { discardLogger } from '../../../src/log/index.ts';
import { webhookMetrics } from '../../../src/metrics/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { resolveServerOptions, WebhookServer } from '../../../src/webhook/index.ts';
import { aCertificate, ManualCertificates } from '../webhook/support.ts';
import { setUp } from './fakes.ts';

function aServer() {
  const certificates = new ManualCertificates();
  const server = new WebhookServer({
    options: resolveServerOptions({ host: '127.0.0.1', port: 0 }),
    certificates,
    clock: new FakeClock(),
    log: discardLogger,
    metrics: webhookMetrics(new Registry()),
  });
  return { certificates, server, create: vi.fn(() => server) };
}

test('the webhook server is made on first use, once', () => {
  const { create, server } = aServer();
  const { manager } = setUp({ createWebhookServer: create });
  expect(create).not.toHaveBeenCalled();
  expect(manager.webhookServer).toBe(server);
  expect(manager.webhookServer).toBe(server);
  expect(create).toHaveBeenCalledTimes(1);
});

test('caches start once it listens, and it stops after them', async () => {
  const { create, certificates } = aServer();
  const { manager, journal, start, stop, clock } = setUp({ createWebhookServer: create });
  const { webhookServer } = manager;
  const state = start();
  await clock.advance(0);
  expect(journal).toEqual([]); // no certificate, so nobody could convert what the caches list
  certificates.set(aCertificate());
  const address = await webhookServer.listening;
  await vi.waitFor(() => expect(journal).toEqual(['+cache']));
  expect(manager.addresses.webhook).toBe(address);
  stop.abort();
  await vi.waitFor(() => expect(state.outcome).toBe('ended'));
  expect(journal).toEqual(['+cache', '-cache', '-client']);
});

test('a manager can be stopped while it waits for a certificate', async () => {
  const { create } = aServer();
  const { manager, start, stop, clock } = setUp({ createWebhookServer: create });
  expect(manager.webhookServer).toBeDefined();
  const state = start();
  await clock.advance(0);
  stop.abort();
  await vi.waitFor(() => expect(state.outcome).toBe('ended'));
});
