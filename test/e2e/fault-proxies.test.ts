import { get } from 'node:https';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testEnvironment } from '@kubewright/envtest/vitest';
import {
  changes,
  corruptLines,
  dropLines,
  duplicateLines,
  errorLines,
  reorderLines,
} from '../faults/http/watch-lines.ts';
import { HttpProxy, type HttpAct } from '../faults/http-proxy.ts';
import { PostgresProxy } from '../faults/postgres-proxy.ts';
import { soon } from '../support/eventually.ts';

// The fault tools themselves, on the real servers: a fault that does not do what it says would prove nothing later.
const environment = testEnvironment({ database: true });

interface Answer {
  readonly code: number | undefined;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
  /** How the transfer broke off, if it did. */
  readonly broken: string | undefined;
}

describe('the proxy before the API server', () => {
  let proxy: HttpProxy;
  let client: { readonly ca: string; readonly token: string };
  const configMaps = (): string => `/api/v1/namespaces/${environment.namespace}/configmaps`;

  beforeAll(async () => {
    proxy = await HttpProxy.start(environment.config);
    const { clusters, users } = JSON.parse(await readFile(proxy.kubeconfig, 'utf8')) as {
      readonly clusters: readonly [{ readonly cluster: { readonly 'certificate-authority-data': string } }];
      readonly users: readonly [{ readonly user: { readonly token: string } }];
    };
    const ca = Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64').toString('utf8');
    client = { ca, token: users[0].user.token };
  });
  afterAll(() => proxy[Symbol.asyncDispose]());

  /** A client that shows everything: also half an answer. */
  async function fetch(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    onChunk: (chunk: Buffer) => void = () => undefined,
  ): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const chunks: Buffer[] = [];
    const authorization = `Bearer ${client.token}`;
    const call = get(`${proxy.server}${path}`, { ca: client.ca, agent: false, headers: { authorization, ...headers } });
    let seen: Pick<Answer, 'code' | 'headers'> = { code: undefined, headers: {} };
    const settle = (broken?: string): void => {
      resolve({ ...seen, body: Buffer.concat(chunks), broken });
    };
    call.on('error', (error: NodeJS.ErrnoException) => {
      settle(error.code);
    });
    call.on('response', (response) => {
      seen = { code: response.statusCode, headers: response.headers };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        onChunk(chunk);
      });
      response.on('error', (error: NodeJS.ErrnoException) => {
        settle(error.code);
      });
      response.on('end', () => {
        settle();
      });
    });
    return promise;
  }

  async function newestVersion(): Promise<string> {
    const list = JSON.parse((await fetch(configMaps())).body.toString('utf8')) as {
      readonly metadata: { readonly resourceVersion: string };
    };
    return list.metadata.resourceVersion;
  }

  const create = async (name: string): Promise<void> =>
    environment.kubectl.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

  /** Watches while `names`, and then `last`, are created; tells the lines that arrived. */
  async function watchWhileCreating(act: HttpAct, names: readonly string[]): Promise<readonly string[]> {
    const watch = `${configMaps()}?watch=true&resourceVersion=${await newestVersion()}`;
    const injection = proxy.inject({ on: { verb: 'watch', resource: 'configmaps' }, act });
    const seen: Buffer[] = [];
    const struck = fetch(watch, {}, (chunk) => seen.push(chunk));
    await injection.untilFired();
    // A second watch, which no fault strikes, tells when the server has sent everything.
    const unharmed: Buffer[] = [];
    const other = fetch(watch, {}, (chunk) => unharmed.push(chunk));
    for (const name of [...names, 'last']) await create(name);
    const lastIn = (chunks: readonly Buffer[]): boolean => /"name":"last"|Expired/.test(String(Buffer.concat(chunks)));
    await soon(() => lastIn(unharmed) && (act.kind === 'stall' || lastIn(seen))).toBe(true);
    expect(proxy.cutWatches('end')).toBe(2);
    const [{ body, broken }] = await Promise.all([struck, other]);
    expect(broken).toBeUndefined();
    await environment.kubectl('delete', 'configmap', ...names, 'last');
    const lines = body.toString('utf8').split('\n').slice(0, -1);
    return lines.map((line) => /"name":"([^"]+)"/.exec(line)?.[1] ?? line);
  }

  test('passes kubectl, and compressed bodies as they are', async () => {
    await create('seen');
    // The API server compresses what is larger than 128 KiB. Our own object stays as it is, whatever others do meanwhile.
    const large = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'large' },
      data: { text: 'x'.repeat(200_000) },
    };
    await environment.kubectl.apply(large);
    const path = `${configMaps()}/large`;
    const plain = await fetch(path);
    const packed = await fetch(path, { 'accept-encoding': 'gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.body.length).toBeLessThan(plain.body.length / 5);
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  });

  test('refuses who has not got its token', async () => {
    expect((await fetch('/api', { authorization: 'Bearer guess' })).code).toBe(401);
  });

  test.each<{ readonly what: string; readonly act: HttpAct; readonly sees: Partial<Answer> }>([
    {
      what: 'answers in place of the server',
      act: { kind: 'status', code: 429, headers: { 'retry-after': '7' } },
      sees: { code: 429, broken: undefined },
    },
    {
      what: 'answers otherwise than the server',
      act: { kind: 'status', code: 500, phase: 'applied' },
      sees: { code: 500, broken: undefined },
    },
    { what: 'resets before the server hears', act: { kind: 'reset' }, sees: { code: undefined, broken: 'ECONNRESET' } },
    {
      what: 'resets after the server acted',
      act: { kind: 'reset', phase: 'applied' },
      sees: { code: undefined, broken: 'ECONNRESET' },
    },
    {
      what: 'resets in the middle of a body',
      act: { kind: 'resetInBody', bytes: 40 },
      sees: { code: 200, broken: 'ECONNRESET' },
    },
    { what: 'cuts a body short', act: { kind: 'truncate', bytes: 40 }, sees: { code: 200, broken: undefined } },
    { what: 'delays', act: { kind: 'delay', ms: 20 }, sees: { code: 200, broken: undefined } },
    { what: 'trickles', act: { kind: 'trickle', bytes: 100, pauseMs: 1 }, sees: { code: 200, broken: undefined } },
  ])('$what once, and lets the next request pass', async ({ act, sees }) => {
    const injection = proxy.inject({ on: { verb: 'list', resource: 'configmaps' }, act });
    expect(await fetch(configMaps())).toMatchObject(sees);
    expect(injection.fired).toBe(1);
    expect(await fetch(configMaps())).toMatchObject({ code: 200, broken: undefined });
  });

  test('a body cut short is as long as was asked for', async () => {
    proxy.inject({ on: { verb: 'list', resource: 'configmaps' }, act: { kind: 'truncate', bytes: 40 } });
    expect((await fetch(configMaps())).body.length).toBe(40);
  });

  test('strikes the occasions that it was told to, and counts them', async () => {
    const injection = proxy.inject({ on: { name: 'seen' }, act: { kind: 'status', code: 503 }, skip: 1, times: 2 });
    const codes: unknown[] = [];
    for (let call = 0; call < 5; call += 1) codes.push((await fetch(`${configMaps()}/seen`)).code);
    expect(codes).toEqual([200, 503, 503, 200, 200]);
    expect(injection).toMatchObject({ matched: 5, fired: 2 });
    injection.remove();
  });

  test('loses the reply of a write that the server has acted on', async () => {
    const injection = proxy.inject({ on: { verb: 'create' }, act: { kind: 'reset', phase: 'applied' } });
    const { exitCode } = await environment.kubectl(
      '--kubeconfig',
      proxy.kubeconfig,
      '--namespace',
      environment.namespace,
      'create',
      'configmap',
      'lost',
    );
    expect(injection.fired).toBe(1);
    expect(exitCode).not.toBe(0);
    expect(await environment.kubectl('get', 'configmap', 'lost')).toMatchObject({ exitCode: 0 });
  });

  test('shows the past', async () => {
    const before = await fetch(configMaps());
    await create('newer');
    proxy.inject({ on: { verb: 'list', resource: 'configmaps' }, act: { kind: 'replay' } });
    expect((await fetch(configMaps())).body.equals(before.body)).toBe(true);
    expect((await fetch(configMaps())).body.toString('utf8')).toContain('"newer"');
  });

  test.each([
    {
      what: 'drops lines of a watch',
      edit: dropLines((event) => event.object?.metadata?.name === 'a'),
      lines: ['b', 'last'],
    },
    {
      what: 'sends lines of a watch twice',
      edit: duplicateLines((_, index) => index === 0),
      lines: ['a', 'a', 'b', 'last'],
    },
    {
      what: 'changes the order of lines of a watch',
      edit: reorderLines((_, index) => index === 0),
      lines: ['b', 'a', 'last'],
    },
    {
      what: 'sends garbage in a watch',
      edit: corruptLines((_, index) => index === 1, '{"ty'),
      lines: ['a', '{"ty', 'last'],
    },
  ])('$what', async ({ edit, lines }) => {
    expect(await watchWhileCreating({ kind: 'editLines', edit }, ['a', 'b'])).toEqual(lines);
  });

  test('sends a 410 in a watch', async () => {
    const edit = errorLines(changes, 410);
    const [line] = await watchWhileCreating({ kind: 'editLines', edit }, []);
    expect(JSON.parse(line ?? '')).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  });

  test('stalls a watch in silence from a line on', async () => {
    expect(await watchWhileCreating({ kind: 'stall', afterLines: 1 }, ['a', 'b'])).toEqual(['a']);
  });

  test('is gone when it refuses, and back when restored', async () => {
    await proxy.refuse();
    expect(await fetch('/version')).toMatchObject({ code: undefined, broken: 'ECONNREFUSED' });
    await proxy.restore();
    expect(await fetch('/version')).toMatchObject({ code: 200 });
  });
});

describe('the proxy before PostgreSQL', () => {
  const run = async <T>(use: (client: pg.Client, proxy: PostgresProxy) => Promise<T>): Promise<T> => {
    await using proxy = await PostgresProxy.start(environment.database);
    const { user, password, database } = environment.database;
    const client = new pg.Client({ host: proxy.host, port: proxy.port, user, password, database });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await use(client, proxy);
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  beforeAll(async () => {
    await environment.sql('create table t (n integer)');
  });

  test('passes statements, and counts them', async () => {
    await run(async (client, proxy) => {
      await client.query('begin');
      expect((await client.query('select $1::int as n', [7])).rows).toEqual([{ n: 7 }]);
      expect(proxy.statements.map(({ sql }) => sql)).toEqual(['begin', 'select $1::int as n']);
      expect(proxy.statements.every(({ connection }) => connection === 1)).toBe(true);
    });
  });

  test('passes what is larger than any buffer, whole', async () => {
    await run(async (client) => {
      const { rows } = await client.query<{ text: string }>("select repeat('x', 20000000) as text");
      expect(rows[0]?.text.length).toBe(20_000_000);
    });
  });

  test.each([
    { act: { kind: 'cutBefore' }, side: 'frontend', name: 'Query', text: /^commit$/, stored: 0 },
    { act: { kind: 'cutAfter' }, side: 'frontend', name: 'Query', text: /^commit$/, stored: 1 },
    { act: { kind: 'truncate', bytes: 4 }, side: 'frontend', name: 'Query', text: /^commit$/, stored: 0 },
    { act: { kind: 'cutBefore' }, side: 'backend', name: 'CommandComplete', text: /^COMMIT$/, stored: 1 },
  ] as const)(
    '$act.kind at the $side $name of a commit leaves $stored row(s)',
    async ({ act, side, name, text, stored }) => {
      await environment.sql('truncate t');
      await run(async (client, proxy) => {
        const injection = proxy.inject({ frame: { side, name, text }, act });
        await client.query('begin');
        await client.query('insert into t values (1)');
        await expect(client.query('commit')).rejects.toThrow();
        expect(injection.fired).toBe(1);
      });
      await soon(async () => environment.sql('select count(*)::int as n from t')).toEqual([{ n: stored }]);
    },
  );

  test('holds frames up', async () => {
    await run(async (client, proxy) => {
      proxy.inject({ frame: { side: 'backend', name: 'DataRow' }, act: { kind: 'delay', ms: 60 } });
      const began = performance.now();
      await client.query('select 1');
      expect(performance.now() - began).toBeGreaterThan(55);
    });
  });

  test('swallows everything, and delivers it when the route is back', async () => {
    await run(async (client, proxy) => {
      proxy.blackHole();
      const answer = client.query('select 1 as one');
      const early = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 50, 'silence'))]);
      expect(early).toBe('silence');
      await proxy.restore();
      expect((await answer).rows).toEqual([{ one: 1 }]);
    });
  });

  test('black-holes one connection from a frame on', async () => {
    await run(async (client, proxy) => {
      const injection = proxy.inject({ frame: { name: 'Query', text: /lost/ }, act: { kind: 'blackHole' } });
      const answer = client.query("select 'lost'").catch(() => 'cut');
      await injection.untilFired();
      const other = new pg.Client({ ...environment.database, host: proxy.host, port: proxy.port });
      await other.connect();
      expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await other.end();
      proxy.cutAll();
      expect(await answer).toBe('cut');
    });
  });

  test('refuses connections, cuts the open ones, and takes new ones when restored', async () => {
    await run(async (client, proxy) => {
      await proxy.refuse();
      await expect(client.query('select 1')).rejects.toThrow();
      const options = { ...environment.database, host: proxy.host, port: proxy.port };
      await expect(new pg.Client(options).connect()).rejects.toThrow(/ECONNREFUSED/);
      await proxy.restore();
      const back = new pg.Client(options);
      await back.connect();
      await back.end();
    });
  });
});
