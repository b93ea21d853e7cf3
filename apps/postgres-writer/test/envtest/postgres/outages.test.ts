import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { PostgresProxy } from '../../../../../test/faults/postgres-proxy.ts';
import type { WireAct } from '../../../../../test/faults/postgres/rules.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true, ownPostgres: { tls: true, durable: true } });
/** The shared server has no TLS. */
const plain = testEnvironment({ database: true });
const unavailable = expect.objectContaining({ failure: 'unavailable', reason: 'DatabaseUnavailable' }) as unknown;

describe('a database that goes away', () => {
  let store: PostgresRowStore;
  beforeAll(async () => {
    await env.sql(STUDENTS);
    store = storeOn(env.database);
  });
  afterAll(() => store.close());

  it('comes back by itself once the server does', async () => {
    await store.apply(applyOf('ann'), never);
    await env.postgres.stopServer('immediate');
    await expect(store.apply(applyOf('bob'), never)).rejects.toEqual(unavailable);
    await expect(store.ready()).rejects.toEqual(unavailable);
    await env.postgres.startServer();
    expect(await eventually(() => store.apply(applyOf('bob'), never))).toMatchObject({ kind: 'written' });
    await store.ready();
  });

  it('survives the end of its sessions in the middle of a transaction: once by itself, twice is an outage', async () => {
    await env.sql(
      `create or replace function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return new; end $$`,
    );
    await env.sql('create trigger slow before insert on students for each row execute function slow()');
    const write = store.apply(applyOf('cut'), never);
    write.catch(() => undefined);
    /** Ends the session that writes; a session that is already told to end does not count. */
    const endSession = (ended = 0): Promise<number> =>
      eventually(async () => {
        const [session] = await env.sql<{ pid: number }>(
          `select pid, pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'postgres-writer' and wait_event = 'PgSleep' and pid <> $1`,
          [ended],
        );
        return session?.pid ?? 0;
      });
    await endSession(await endSession());
    await expect(write).rejects.toEqual(unavailable);
    await env.sql('drop trigger slow on students');
    expect(await env.sql(`select 1 from students where id = 'default/cut'`)).toEqual([]);
    expect(await store.apply(applyOf('cut'), never)).toMatchObject({ kind: 'written' });
  });

  it('lets PostgreSQL cancel what takes too long', async () => {
    const hasty = storeOn(env.database, { statementTimeoutMs: 300, lockTimeoutMs: 100 });
    await hasty.ready();
    await env.sql('create trigger slow before insert on students for each row execute function slow()');
    await expect(hasty.apply(applyOf('slow'), never)).rejects.toMatchObject({ failure: 'unavailable', code: '57014' });
    await env.sql('drop trigger slow on students');
    expect(await hasty.apply(applyOf('slow'), never)).toMatchObject({ kind: 'written' });
    await hasty.close();
  });

  it('gives up when the caller does, and leaves nothing half done', async () => {
    await env.sql('create trigger slow before insert on students for each row execute function slow()');
    const abort = new AbortController();
    const write = store.apply(applyOf('given-up'), { signal: abort.signal });
    write.catch(() => undefined);
    await eventually(() =>
      env.sql(`select 1 from pg_stat_activity where wait_event = 'PgSleep'`).then((rows) => rows.length),
    );
    abort.abort(new Error('enough'));
    await expect(write).rejects.toThrow('enough');
    await env.sql(`select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'`);
    await env.sql('drop trigger slow on students');
    expect(await env.sql(`select 1 from students where id = 'default/given-up'`)).toEqual([]);
    expect(await store.apply(applyOf('given-up'), never)).toMatchObject({ kind: 'written' });
  });

  it('stays within its connections under load', async () => {
    const small = storeOn(env.database, { maxConnections: 3, applicationName: 'small' });
    let most = 0;
    const load = new AbortController();
    const watch = (async () => {
      while (!load.signal.aborted) {
        const [row] = await env.sql<{ n: number }>(
          `select count(*)::int as n from pg_stat_activity where application_name = 'small'`,
        );
        most = Math.max(most, row?.n ?? 0);
      }
    })();
    await Promise.all(Array.from({ length: 200 }, (_, i) => small.apply(applyOf(`load-${i}`), never)));
    load.abort();
    await watch;
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(3);
    await small.close();
    expect(
      await eventually(() =>
        env.sql(`select 1 from pg_stat_activity where application_name = 'small'`).then((rows) => rows.length === 0),
      ),
    ).toBe(true);
  });
});

describe('a connection that fails at any frame', () => {
  let proxy: PostgresProxy;
  let store: PostgresRowStore;
  let i = 0;
  beforeAll(async () => {
    proxy = await PostgresProxy.start(env.database);
  });
  beforeEach(async () => {
    store = storeOn(
      { ...env.database, host: proxy.host, port: proxy.port },
      { connectTimeoutMs: 1_000, statementTimeoutMs: 1_000, lockTimeoutMs: 500 },
    );
    await store.ready();
  });
  afterEach(() => store.close());
  afterAll(() => proxy[Symbol.asyncDispose]());

  const acts: readonly WireAct[] = [{ kind: 'cutBefore' }, { kind: 'cutAfter' }, { kind: 'truncate', bytes: 3 }];
  const frames = [
    'Parse',
    'Bind',
    'Execute',
    'Sync',
    'ParseComplete',
    'BindComplete',
    'DataRow',
    'CommandComplete',
    'ReadyForQuery',
  ] as const;
  test.each(acts.flatMap((act) => frames.map((name) => ({ act, name }))))(
    '$act.kind at $name',
    async ({ act, name }) => {
      const who = `frame-${i++}`;
      await store.apply(applyOf(who), never);
      for (let skip = 0; ; skip++) {
        const fault = proxy.inject({ frame: { name }, act, skip });
        const edit = applyOf(who, { owner: owner(who, { generation: skip + 2 }), rows: [student(who, { age: skip })] });
        // Whatever became of the first attempt, the second comes at once and ends where it should.
        expect(await store.apply(edit, never)).toMatchObject({
          kind: expect.stringMatching(/written|inSync/) as string,
        });
        const fired = fault.fired;
        fault.remove();
        expect(await env.sql('select age from students where id = $1', [`default/${who}`])).toEqual([{ age: skip }]);
        if (fired === 0) break;
      }
    },
  );

  it('that is cut off again is an outage, and nothing is half done', async () => {
    const fault = proxy.inject({ frame: { name: 'Sync' }, act: { kind: 'cutBefore' }, times: 2 });
    await expect(store.apply(applyOf('twice'), never)).rejects.toEqual(unavailable);
    expect(fault.fired).toBe(2);
    expect(await env.sql(`select 1 from students where id = 'default/twice'`)).toEqual([]);
  });

  it('costs a removal no more than a round trip, whether or not it was acted on', async () => {
    for (const kind of ['cutBefore', 'cutAfter'] as const) {
      await store.apply(applyOf(kind), never);
      const fault = proxy.inject({ frame: { name: 'Sync' }, act: { kind } });
      expect(await store.remove(removeOf(kind), never)).toMatchObject({ kind: 'absent', leftForeign: 0 });
      expect(fault.fired).toBe(1);
      expect(await env.sql('select 1 from students where id = $1', [`default/${kind}`])).toEqual([]);
    }
  });

  it('notices a connection that is black-holed, and replaces it', async () => {
    const hole = proxy.inject({ frame: { name: 'Sync' }, act: { kind: 'blackHole' } });
    await expect(store.apply(applyOf('hole'), never)).rejects.toMatchObject({
      failure: 'unavailable',
      code: 'ETIMEDOUT',
    });
    expect(hole.fired).toBe(1);
    expect(await eventually(() => store.apply(applyOf('hole'), never))).toMatchObject({ kind: 'written' });
  });

  it('lets go of a caller that gives up while nothing answers', async () => {
    await store.close();
    proxy.blackHole();
    store = storeOn({ ...env.database, host: proxy.host, port: proxy.port });
    const stop = new AbortController();
    const calls = [
      store.apply(applyOf('given-up-early'), { signal: stop.signal }),
      store.remove(removeOf('given-up-early'), { signal: stop.signal }),
      store.difference([applyOf('given-up-early')], { signal: stop.signal }),
      store.expireTombstones({ signal: stop.signal }),
    ];
    const outcomes = Promise.allSettled(calls);
    await eventually(() => proxy.connections > 0);
    const began = performance.now();
    stop.abort(new Error('stopping'));
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { message: 'stopping' } });
    expect(performance.now() - began).toBeLessThan(1_000);
    await proxy.restore();
  });

  it('says that nothing answers, in time', async () => {
    await store.close();
    proxy.blackHole();
    store = storeOn({ ...env.database, host: proxy.host, port: proxy.port }, { connectTimeoutMs: 200 });
    await expect(store.apply(applyOf('mute'), never)).rejects.toMatchObject({
      failure: 'unavailable',
      code: 'ETIMEDOUT',
    });
    await proxy.restore();
    expect(await eventually(() => store.apply(applyOf('mute'), never))).toMatchObject({ kind: 'written' });
  });
});

/** Means 127.0.0.1 and is not what the certificate says. */
const OTHER_HOST = '127.1';

describe('TLS, as libpq means it', () => {
  const { signal } = never;
  test.each([
    { name: 'require takes any certificate', host: 'localhost', tls: { mode: 'require' }, want: 'written' },
    {
      name: 'require with a root certificate checks it',
      host: 'localhost',
      tls: { mode: 'require', rootCert: 'system' },
      want: 'refused',
    },
    {
      name: 'verify-ca takes a certificate of its authority',
      host: 'localhost',
      tls: { mode: 'verify-ca', rootCert: 'ca' },
      want: 'written',
    },
    {
      name: 'verify-ca does not look at the host',
      host: OTHER_HOST,
      tls: { mode: 'verify-ca', rootCert: 'ca' },
      want: 'written',
    },
    {
      name: 'verify-ca refuses another authority',
      host: 'localhost',
      tls: { mode: 'verify-ca', rootCert: 'system' },
      want: 'refused',
    },
    {
      name: 'verify-full takes the right host',
      host: 'localhost',
      tls: { mode: 'verify-full', rootCert: 'ca' },
      want: 'written',
    },
    {
      name: 'verify-full takes the right address',
      host: '127.0.0.1',
      tls: { mode: 'verify-full', rootCert: 'ca' },
      want: 'written',
    },
    {
      name: 'verify-full refuses another host',
      host: OTHER_HOST,
      tls: { mode: 'verify-full', rootCert: 'ca' },
      want: 'refused',
    },
    {
      name: 'verify-full refuses another authority',
      host: 'localhost',
      tls: { mode: 'verify-full', rootCert: 'system' },
      want: 'refused',
    },
    {
      name: 'verify-full without a root certificate connects to nobody',
      host: 'localhost',
      tls: { mode: 'verify-full' },
      want: 'refused',
    },
    {
      name: 'a root certificate that cannot be read connects to nobody',
      host: 'localhost',
      tls: { mode: 'verify-full', rootCert: '/nowhere' },
      want: 'refused',
    },
  ] as const)('$name', async ({ name, host, tls, want }) => {
    const rootCert =
      'rootCert' in tls ? (tls.rootCert === 'ca' ? env.postgres.access.tls!.caPath : tls.rootCert) : undefined;
    const store = storeOn({ ...env.database, host }, { tls: { mode: tls.mode, rootCert }, applicationName: name });
    const outcome = await store.apply(applyOf(name.replaceAll(' ', '-')), { signal }).catch((error: unknown) => error);
    const sessions = await env.sql(
      `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = $1`,
      [name],
    );
    await store.close();
    if (want === 'written') {
      expect(outcome).toMatchObject({ kind: 'written' });
      expect(sessions).toEqual([{ ssl: true }]);
    } else {
      expect(outcome).toEqual(unavailable);
      expect(sessions).toEqual([]);
    }
  });

  it('never goes on in the clear with a server that has no TLS', async () => {
    await plain.sql(STUDENTS);
    const store = storeOn(plain.database, { tls: { mode: 'require' } });
    await expect(store.apply(applyOf('clear'), never)).rejects.toMatchObject({
      failure: 'unavailable',
      code: 'TLS_NOT_SUPPORTED',
    });
    await store.close();
  });

  it('says that the login was refused, and quotes no password', async () => {
    const store = storeOn({ ...env.database, password: 'wrong-secret' });
    const refused = store.ready();
    await expect(refused).rejects.toMatchObject({ failure: 'slow', reason: 'DatabaseUnavailable', code: '28P01' });
    await expect(refused).rejects.not.toThrow(/wrong-secret/);
    await store.close();
  });
});
