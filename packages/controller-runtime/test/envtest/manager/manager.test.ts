import { createServer } from 'node:http';
import process from 'node:process';
import { gunzipSync } from 'node:zlib';
import type { Kind } from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { describe, expect, test } from 'vitest';
import {
  controllerManagedBy,
  done,
  enqueueMapped,
  requeueAfter,
  type Manager,
  type ReconcileFunc,
} from '../../../src/index.ts';
import { makeManager, run } from './support.ts';

const env = testEnvironment({ namespaces: 1 });

const upperCase =
  (manager: Manager): ReconcileFunc =>
  async (request) => {
    const found = await manager.client.get(ConfigMap, request);
    const { text } = found.data ?? {};
    if (text === undefined || found.data?.['upper'] === text.toUpperCase()) return done;
    await manager.client.update(ConfigMap, { ...found, data: { text, upper: text.toUpperCase() } });
    return done;
  };

const upperOf = async (name: string): Promise<string> =>
  (await env.kubectl('get', 'configmap', name, '-o', 'jsonpath={.data.upper}')).stdout;

const createConfigMap = async (name: string, text = name): Promise<void> => {
  await env.kubectl.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { text } });
};

const page = async (address: string | undefined, path: string, init?: RequestInit) => {
  const response = await fetch(`http://${address ?? 'not listening'}${path}`, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
};

describe('a manager with controllers', () => {
  test('reconciles what is there, what comes, and what changes', async () => {
    await createConfigMap('before', 'ann');
    const manager = await makeManager(env);
    await controllerManagedBy(manager).named('upper-case').for(ConfigMap).complete(upperCase(manager));
    await using running = run(manager);
    await eventually(async () => expect(await upperOf('before')).toBe('ANN'));
    await createConfigMap('after', 'bob');
    await eventually(async () => expect(await upperOf('after')).toBe('BOB'));
    await env.kubectl('patch', 'configmap', 'after', '--type=merge', '-p', '{"data":{"text":"cid"}}');
    await eventually(async () => expect(await upperOf('after')).toBe('CID'));
    await running.stop();
  });

  test('shares one watch between controllers, and maps events of one object to another', async () => {
    const manager = await makeManager(env);
    const seen: string[] = [];
    const recording =
      (name: string): ReconcileFunc =>
      (request) => {
        seen.push(`${name} ${request.name}`);
        return Promise.resolve(done);
      };
    await controllerManagedBy(manager).named('direct').for(ConfigMap).complete(recording('direct'));
    await controllerManagedBy(manager)
      .named('mapped')
      .watches(
        ConfigMap,
        enqueueMapped(({ metadata: { namespace = '', name = '' } }) => [{ namespace, name: `for-${name}` }]),
      )
      .complete(recording('mapped'));
    await using running = run(manager);
    await manager.elected;
    await createConfigMap('shared');
    await eventually(() => {
      expect(seen).toContain('direct shared');
      expect(seen).toContain('mapped for-shared');
    });
    expect(manager.cache.informers().size).toBe(1);
    await running.stop();
  });
});

describe('probes and metrics', () => {
  test('are served while the manager runs, and not after', async () => {
    const manager = await makeManager(env);
    let databaseUp = false;
    manager.addReadyzCheck('database', () => {
      if (!databaseUp) throw new Error('nothing listens there');
    });
    await controllerManagedBy(manager)
      .named('probed')
      .for(ConfigMap)
      .complete(() => Promise.resolve(requeueAfter(60_000)));
    await using running = run(manager);
    await createConfigMap('probed');
    await manager.elected;
    const { healthProbe, metrics } = manager.addresses;
    expect(await page(healthProbe, '/healthz')).toMatchObject({ status: 200, text: 'ok' });
    await eventually(async () =>
      expect(await page(healthProbe, '/readyz')).toMatchObject({
        status: 500,
        text: '[+]caches ok\n[-]database failed: reason withheld\nhealthz check failed\n',
      }),
    );
    expect(await page(healthProbe, '/readyz/database')).toMatchObject({
      status: 500,
      text: 'internal server error: nothing listens there\n',
    });
    expect((await page(healthProbe, '/readyz?exclude=database')).status).toBe(200);
    databaseUp = true;
    expect((await page(healthProbe, '/readyz?verbose&exclude=nope')).text).toBe(
      '[+]caches ok\n[+]database ok\nwarn: some health checks cannot be excluded: no matches for "nope"\nhealthz check passed\n',
    );
    expect((await page(healthProbe, '/readyz/nope')).status).toBe(404);
    expect((await page(healthProbe, '/')).status).toBe(404);
    expect((await page(healthProbe, '//')).status).toBe(400);
    expect((await page(healthProbe, '/healthz', { method: 'POST' })).status).toBe(405);

    await eventually(async () => {
      const { text } = await page(metrics, '/metrics');
      expect(text).toMatch(/^controller_runtime_reconcile_total\{controller="probed",result="requeue_after"\} [1-9]/m);
      expect(text).toMatch(/^controller_runtime_max_concurrent_reconciles\{controller="probed"\} 1$/m);
      expect(text).toMatch(/^workqueue_adds_total\{name="probed",controller="probed"\} [1-9]/m);
      expect(text).toMatch(/^rest_client_requests_total\{code="200",method="GET",host="127\.0\.0\.1:\d+"\} [1-9]/m);
      expect(text).toMatch(/^process_cpu_seconds_total /m);
    });
    const plain = await page(metrics, '/metrics', { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('content-type')).toContain('text/plain');
    expect((await page(metrics, '/other')).status).toBe(404);
    await running.stop();
    await expect(page(healthProbe, '/healthz')).rejects.toThrow();
  });

  test('gzip the metrics for who accepts it', async () => {
    const manager = await makeManager(env);
    await using running = run(manager);
    await manager.elected;
    const { get } = await import('node:http');
    const body = await new Promise<Buffer>((resolve, reject) => {
      get(
        `http://${manager.addresses.metrics ?? ''}/metrics`,
        { headers: { 'accept-encoding': 'gzip' } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks)));
        },
      ).on('error', reject);
    });
    expect(gunzipSync(body).toString()).toContain('rest_client_requests_total');
    await running.stop();
  });

  test('take profiles on request, one CPU profile at a time', async () => {
    const manager = await makeManager(env, { profileBindAddress: '127.0.0.1:0' });
    await using running = run(manager);
    await manager.elected;
    const { profile } = manager.addresses;
    expect((await page(profile, '/debug/pprof/')).text).toContain('/debug/pprof/profile?seconds=30');
    const [first, second] = await Promise.all([
      page(profile, '/debug/pprof/profile?seconds=0.2'),
      page(profile, '/debug/pprof/profile?seconds=0.2'),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    expect(JSON.parse(first.status === 200 ? first.text : second.text)).toHaveProperty('samples');
    expect((await page(profile, '/debug/pprof/profile?seconds=1e9')).status).toBe(400);
    expect((await page(profile, '/debug/pprof/other')).status).toBe(404);
    expect((await page(profile, '/debug/pprof/heap')).text.slice(0, 12)).toBe('{"snapshot":');
    // A profile that is under way does not hold up the end.
    const broken = page(profile, '/debug/pprof/profile?seconds=60');
    broken.catch(() => undefined);
    await running.stop();
    await expect(broken).rejects.toThrow();
  });

  test('say which address is taken, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { readonly port: number };
    try {
      const manager = await makeManager(env, { healthProbeBindAddress: `127.0.0.1:${port}` });
      await expect(manager.start(new AbortController().signal)).rejects.toThrow(
        `the health probe server cannot listen on 127.0.0.1:${port}: another program uses it; set another address with healthProbeBindAddress`,
      );
    } finally {
      other.close();
    }
  });
});

describe('start', () => {
  test('fails when a kind is not installed, and names it', async () => {
    const missing: Kind = { ...ConfigMap, group: 'nobody.example.com', kind: 'Missing', plural: 'missings' };
    const manager = await makeManager(env, { controller: { cacheSyncTimeoutMs: 500 } });
    await controllerManagedBy(manager)
      .for(missing)
      .complete(() => Promise.resolve(done));
    await expect(manager.start(new AbortController().signal)).rejects.toThrow(/Missing.*not ready after 0\.5 s/);
  });
});

describe('stop', () => {
  test('lets a reconcile in hand end, and takes no other', async () => {
    const manager = await makeManager(env);
    const begun = Promise.withResolvers<undefined>();
    const mayEnd = Promise.withResolvers<undefined>();
    const finished: string[] = [];
    await controllerManagedBy(manager)
      .named('slow')
      .for(ConfigMap)
      .complete(async (request, { signal }) => {
        begun.resolve(undefined);
        await mayEnd.promise;
        signal.throwIfAborted();
        await manager.client.get(ConfigMap, request);
        finished.push(request.name);
        return done;
      });
    await createConfigMap('one');
    await createConfigMap('two');
    await using running = run(manager);
    await begun.promise;
    const stopped = running.stop();
    await createConfigMap('three');
    mayEnd.resolve(undefined);
    await stopped;
    expect(finished).toHaveLength(1);
  });

  test('gives a reconcile up that hangs, when the grace is nearly over', async () => {
    const manager = await makeManager(env, { gracefulShutdownTimeoutMs: 400 });
    const begun = Promise.withResolvers<undefined>();
    let gaveUp = false;
    await controllerManagedBy(manager)
      .named('hangs')
      .for(ConfigMap)
      .complete(
        (_request, { signal }) =>
          new Promise((_resolve, reject) => {
            begun.resolve(undefined);
            signal.addEventListener('abort', () => {
              gaveUp = true;
              reject(signal.reason as Error);
            });
          }),
      );
    await createConfigMap('hangs');
    await using running = run(manager);
    await begun.promise;
    await running.stop();
    expect(gaveUp).toBe(true);
  });

  test('leaves no timer, socket or server behind', async () => {
    const handles = (): readonly string[] =>
      process
        .getActiveResourcesInfo()
        .filter((name) => /TCP|TLS|Timeout|Immediate/.test(name))
        .sort();
    await eventually(() => expect(handles()).toEqual([]));
    const manager = await makeManager(env);
    await controllerManagedBy(manager)
      .named('tidy')
      .for(ConfigMap)
      .complete(() => Promise.resolve(requeueAfter(3_600_000)));
    await using running = run(manager);
    await createConfigMap('tidy');
    await manager.elected;
    await page(manager.addresses.metrics, '/metrics', { headers: { connection: 'close' } });
    expect(handles()).toContain('TCPServerWrap');
    await running.stop();
    await eventually(() => expect(handles()).toEqual([]));
  });
});
