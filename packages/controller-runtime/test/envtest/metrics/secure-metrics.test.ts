import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueSelfSigned } from '../../../src/certificates/index.ts';
import type { Manager, MetricsOptions } from '../../../src/manager/index.ts';
import { withAuthenticationAndAuthorization } from '../../../src/metrics/filters/index.ts';
import { makeManager, run, type RunningManager } from '../manager/support.ts';

const env = testEnvironment({ namespaces: 1 });

interface Page {
  readonly status: number;
  readonly body: string;
  /** The common name of the server's certificate. */
  readonly servedBy: string;
}

/** Asks for a page as a scraper that does not check certificates. */
function get(manager: Manager, path: string, token?: string, method = 'GET'): Promise<Page> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const sent = request(`https://${manager.addresses.metrics}${path}`, {
      method,
      headers,
      rejectUnauthorized: false,
      agent: false,
    });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      const { socket } = response;
      const servedBy = socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject.CN) : '';
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString(),
          servedBy,
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

const secure = (options: MetricsOptions = {}): Promise<Manager> =>
  makeManager(env, {
    metrics: { bindAddress: '127.0.0.1:0', secureServing: true, certDir: '/none', ...options },
  });

describe('withAuthenticationAndAuthorization', () => {
  let manager: Manager;
  let running: RunningManager;
  const tokens = { scraper: '', stranger: '' };

  beforeAll(async () => {
    manager = await secure({
      filterProvider: withAuthenticationAndAuthorization,
      extraHandlers: { '/extra': (_request, response) => void response.end('extra') },
    });
    running = run(manager);
    await manager.elected;
    const role = `${env.namespace}-metrics-reader`;
    await env.kubectl.apply(
      ...['scraper', 'stranger'].map((name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } })),
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: role },
        rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: role },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
        subjects: [{ kind: 'ServiceAccount', name: 'scraper', namespace: env.namespace }],
      },
    );
    for (const name of ['scraper', 'stranger'] as const) {
      tokens[name] = (await env.kubectl('create', 'token', name)).stdout.trim();
    }
    // The authorizer hears of new roles a moment later; a denial is remembered here, so the API server is asked.
    const user = `system:serviceaccount:${env.namespace}:scraper`;
    await eventually(async () => {
      expect((await env.kubectl('auth', 'can-i', 'get', '/metrics', `--as=${user}`)).stdout.trim()).toBe('yes');
    });
  });
  afterAll(() => running.stop());

  test('lets in whoever may get /metrics', async () => {
    const page = await get(manager, '/metrics', tokens.scraper);
    expect(page).toMatchObject({ status: 200, servedBy: 'localhost' });
    expect(page.body).toContain('process_cpu_seconds_total');
  });

  test('answers 403 to whoever may not, names the user, and holds for every page and verb', async () => {
    const user = `system:serviceaccount:${env.namespace}:stranger`;
    expect(await get(manager, '/metrics', tokens.stranger)).toMatchObject({
      status: 403,
      body: `Authorization denied for user ${user}\n`,
    });
    for (const path of ['/extra', '/nothing']) {
      expect((await get(manager, path, tokens.scraper)).status).toBe(403);
    }
    expect((await get(manager, '/metrics', tokens.scraper, 'HEAD')).status).toBe(403); // the role says get
  });

  test.each([undefined, 'wrong', 'Bearer'])('answers 401 to the token %s', async (token) => {
    expect(await get(manager, '/metrics', token)).toMatchObject({ status: 401, body: 'Unauthorized\n' });
  });
});

test('certificate files are served where there are some, and read again when they change', async () => {
  const certDir = await mkdtemp(join(tmpdir(), 'metrics-'));
  const write = async (host: string): Promise<void> => {
    const { cert, key } = issueSelfSigned([host], { notBeforeMs: Date.UTC(2026, 0), notAfterMs: Date.UTC(2036, 0) });
    await writeFile(join(certDir, 'tls.crt'), cert);
    await writeFile(join(certDir, 'tls.key'), key);
  };
  try {
    await write('first');
    const manager = await secure({ certDir });
    await using _running = run(manager);
    await manager.elected;
    expect(await get(manager, '/metrics')).toMatchObject({ status: 200, servedBy: 'first' });
    await write('second');
    await eventually(async () => expect(await get(manager, '/metrics')).toMatchObject({ servedBy: 'second' }));
  } finally {
    await rm(certDir, { recursive: true });
  }
});
