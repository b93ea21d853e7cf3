import { request } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import { Registry } from 'prom-client';
import { issueSelfSigned } from '../../../src/certificates/index.ts';
import { CertificateHolder, type CertificateSource } from '../../../src/internal/http-server/certificate-source.ts';
import { aborted } from '../../../src/internal/abort.ts';
import { discardLogger } from '../../../src/log/index.ts';
import { webhookMetrics } from '../../../src/metrics/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { resolveServerOptions, WebhookServer, type WebhookServerOptions } from '../../../src/webhook/index.ts';

export interface Thing extends KubernetesObject {
  readonly spec: { readonly size?: string; readonly parts?: readonly { readonly name: string }[] };
}

export const THING: Kind<Thing> = {
  group: 'test.example.com',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  singular: 'thing',
  listKind: 'ThingList',
  scope: 'Namespaced',
  subresources: [],
};

export const aThing = (spec: Thing['spec'] = {}, name = 'ann'): Thing => ({
  apiVersion: 'test.example.com/v1',
  kind: 'Thing',
  metadata: { name, namespace: 'ns', uid: `uid-of-${name}` },
  spec,
});

const VALIDITY = { notBeforeMs: Date.UTC(2026, 0, 1), notAfterMs: Date.UTC(2036, 0, 1) };
export const aCertificate = (host = 'localhost') => issueSelfSigned([host, '127.0.0.1'], VALIDITY);

/** A source whose certificate the test sets. */
export class ManualCertificates extends CertificateHolder implements CertificateSource {
  start(signal: AbortSignal): Promise<void> {
    return aborted(signal);
  }
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The common name of the server's certificate. */
  readonly servedBy: string | undefined;
}

/** A server on a port of its own, that stops at the end of the block. */
export async function serve(
  register: (server: WebhookServer) => void,
  options: WebhookServerOptions = {},
  certificates = new ManualCertificates(),
) {
  const clock = new FakeClock();
  const registry = new Registry();
  if (certificates.current === undefined) certificates.set(aCertificate());
  const server = new WebhookServer({
    options: resolveServerOptions({ host: '127.0.0.1', port: 0, ...options }),
    certificates,
    clock,
    log: discardLogger,
    metrics: webhookMetrics(registry),
  });
  register(server);
  const stop = new AbortController();
  const stopNow = new AbortController();
  const ended = server.start(stop.signal, { stopNow: stopNow.signal });
  ended.catch(() => undefined);
  const port = Number((await server.listening).split(':').at(-1));
  return {
    server,
    clock,
    registry,
    certificates,
    port,
    stop,
    stopNow,
    ended,
    post: (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      post(port, path, typeof body === 'string' ? body : JSON.stringify(body), headers),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      stopNow.abort();
      await ended;
    },
  };
}

function post(port: number, path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        path,
        method: 'POST',
        rejectUnauthorized: false,
        // A connection and a TLS session of its own: one that is resumed has no certificate to show.
        agent: false,
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        const { socket } = response;
        const chunks: Buffer[] = [];
        const servedBy = socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject.CN) : undefined;
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), servedBy }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
