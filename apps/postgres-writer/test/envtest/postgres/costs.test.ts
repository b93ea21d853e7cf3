import { startPostgres, type Postgres } from '@kubewright/envtest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresProxy } from '../../../../../test/faults/postgres-proxy.ts';
import type { ApplyRequest } from '../../../controller/row-store.ts';
import { createPool } from '../../../postgres/pg-pool.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import type { SqlPool } from '../../../postgres/sql.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

/**
 * What writes cost, in numbers that depend on no machine: a change that makes one of them worse fails here. Whoever
 * makes one better lowers it.
 *
 * On a server of its own, where nobody else writes WAL. It writes no images of whole pages, which would come with the
 * time since the last checkpoint and not with what is written.
 */
let server: Postgres;
let proxy: PostgresProxy;
let store: PostgresRowStore;
let observer: SqlPool;

const throughProxy = () => ({ ...server.access, host: proxy.host, port: proxy.port });
beforeAll(async () => {
  server = await startPostgres({ settings: { autovacuum: 'off', full_page_writes: 'off' } });
  proxy = await PostgresProxy.start(server.access);
  const { host, port, user, password, database } = server.access;
  observer = createPool({ host, port, user, password, database });
  await observer.run([{ text: STUDENTS, values: [] }]);
  await observer.run([{ text: 'alter table students add check (age >= 0)', values: [] }]);
  store = storeOn(throughProxy());
  await store.ready();
  // Connections, plans and experience, as in a process that has been at work.
  await apply(thousand('warm'));
  await apply(thousand('warm').map(edited));
  await remove('warm');
}, 60_000);
afterAll(async () => {
  await store.close();
  await observer.close();
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const thousand = (prefix: string): readonly ApplyRequest[] =>
  Array.from({ length: 1_000 }, (_, i) => applyOf(`${prefix}-${String(i).padStart(3, '0')}`));
const edited = ({ owner: of }: ApplyRequest): ApplyRequest =>
  applyOf(of.name, { owner: owner(of.name, { generation: of.generation + 1 }), rows: [student(of.name, { age: 24 })] });
const apply = (requests: readonly ApplyRequest[]) =>
  Promise.all(requests.map((request) => store.apply(request, never)));
const remove = (prefix: string) =>
  Promise.all(thousand(prefix).map(({ owner: { name } }) => store.remove(removeOf(name), never)));

/** Position in the WAL. */
async function position(): Promise<number> {
  const [result] = await observer.run([
    { text: `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as at`, values: [] },
  ]);
  return Number(result?.rows[0]?.['at']);
}

/** At most so much WAL, in bytes, and exactly so many of the others. Each transaction's limits are a statement, too. */
interface Cost {
  readonly roundTrips: number;
  readonly statements: number;
  readonly wal: number;
}
/** A running server notes now and then which transactions it has; other versions of PostgreSQL differ a little. */
const STRAY_WAL = 500;

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const before = await position();
  proxy.forgetStatements();
  await work();
  const { roundTrips, statements } = proxy;
  return { roundTrips, statements: statements.length, wal: (await position()) - before };
}

async function expectCost(work: () => Promise<unknown>, { wal, ...counts }: Cost) {
  const cost = await costOf(work);
  expect(cost).toMatchObject(counts);
  expect(cost.wal).toBeLessThanOrEqual(wal * 1.1 + STRAY_WAL);
}

describe('a thousand objects at once', () => {
  it('are inserted', () => expectCost(() => apply(thousand('a')), { roundTrips: 1, statements: 2, wal: 707_000 }));
  it('are updated', () =>
    expectCost(() => apply(thousand('a').map(edited)), { roundTrips: 1, statements: 2, wal: 411_000 }));
  // PostgreSQL tidies pages up when it reads them, which is the WAL of those that write nothing.
  it('are found in sync, though edits were expected', () =>
    expectCost(() => apply(thousand('a').map(edited)), { roundTrips: 2, statements: 4, wal: 9_600 }));
  it('are found in sync', () =>
    expectCost(() => apply(thousand('a').map(edited)), { roundTrips: 1, statements: 2, wal: 0 }));
  it('are compared after a restart', async () => {
    const restarted = storeOn(throughProxy());
    await restarted.ready();
    await expectCost(
      async () => {
        expect(await restarted.difference(thousand('a').map(edited), never)).toEqual({ differences: [], failures: [] });
      },
      { roundTrips: 2, statements: 5, wal: 9_300 },
    );
    await restarted.close();
  });
  it('are removed', () => expectCost(() => remove('a'), { roundTrips: 1, statements: 3, wal: 407_000 }));
  // Each half that fails had written some of its rows already, which is the WAL.
  it('are written but for one that is refused', () =>
    expectCost(
      async () => {
        const requests = thousand('b').map((request, i) =>
          i === 300 ? { ...request, rows: [student(request.owner.name, { age: -1 })] } : request,
        );
        const outcomes = await Promise.allSettled(requests.map((request) => store.apply(request, never)));
        expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
      },
      { roundTrips: 28, statements: 53, wal: 2_320_000 },
    ));
});

describe('a lone object', () => {
  it('is inserted', () => expectCost(() => apply([applyOf('lone')]), { roundTrips: 1, statements: 2, wal: 630 }));
  it('is updated', () =>
    expectCost(() => apply([edited(applyOf('lone'))]), { roundTrips: 1, statements: 2, wal: 340 }));
  it('is found in sync, though an edit was expected', () =>
    expectCost(() => apply([edited(applyOf('lone'))]), { roundTrips: 2, statements: 4, wal: 80 }));
  it('is found in sync', () =>
    expectCost(() => apply([edited(applyOf('lone'))]), { roundTrips: 1, statements: 2, wal: 0 }));
  it('is removed', () =>
    expectCost(() => store.remove(removeOf('lone'), never), { roundTrips: 1, statements: 3, wal: 2_800 }));
});
