import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confirmSweep, expireTombstones, takeover } from '../../../postgres/ledger/administration.ts';
import { createPool } from '../../../postgres/pg-pool.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import type { SqlPool } from '../../../postgres/sql.ts';
import { applyOf, KIND, never, nextVersion, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
let store: PostgresRowStore;
let pool: SqlPool;

beforeEach(async () => {
  await env.sql('drop schema if exists postgres_writer cascade');
  await env.sql('drop table if exists students, pupils');
  await env.sql(STUDENTS);
  store = storeOn(env.database);
  const { host, port, user, password, database } = env.database;
  pool = createPool({ host, port, user, password, database });
});
afterEach(async () => {
  await store.close();
  await pool.close();
});

const applyAll = (requests: readonly ReturnType<typeof applyOf>[], to = store) =>
  Promise.all(requests.map((request) => to.apply(request, never)));
const names = (count: number) => Array.from({ length: count }, (_, i) => `s${i}`);
const rows = async (table = 'students') =>
  (await env.sql<{ id: string }>(`select id from ${table} order by id`)).map(({ id }) => id);

describe('difference', () => {
  it('names what is not in sync, how, and in which columns', async () => {
    const wanted = names(8).map((name) => applyOf(name));
    await applyAll(wanted.slice(0, 6));
    await env.sql(`update students set age = 1, name = 'x' where id = 'default/s1'`);
    await env.sql(`delete from students where id = 'default/s2'`);
    await env.sql(`insert into students values ('default/s7', 's7', 23, 'canada')`);
    const edited = { ...wanted[3]!, owner: owner('s3', { generation: 2 }) };
    const moved = { ...wanted[4]!, rows: [{ ...student('s4'), key: 'default/other' }] };
    const many = { ...wanted[5]!, rows: [student('s5'), student('more')] };
    const outcome = await store.difference([...wanted.slice(0, 3), edited, moved, many, ...wanted.slice(6)], never);
    expect(outcome.failures).toEqual([]);
    expect(outcome.differences.toSorted((a, b) => a.index - b.index)).toEqual([
      { index: 1, kind: 'changed', columns: ['name', 'age'] },
      { index: 2, kind: 'missing', columns: [] },
      { index: 3, kind: 'ledgerBehind', columns: [] },
      { index: 4, kind: 'missing', columns: [] },
      { index: 5, kind: 'missing', columns: [] },
      { index: 6, kind: 'missing', columns: [] },
      { index: 7, kind: 'notOurs', columns: [] },
    ]);
  });

  it('reads only, however much there is', async () => {
    const wanted = names(5_000).map((name) => applyOf(name));
    await applyAll(wanted);
    const writes = async () =>
      await env.sql(
        'select sum(xmin::text::bigint) as x from students union all select sum(xmin::text::bigint) from postgres_writer.ledger',
      );
    const before = await writes();
    expect(await store.difference(wanted, never)).toEqual({ differences: [], failures: [] });
    expect(await writes()).toEqual(before);
  });

  it('sets apart a value that its column does not take, and a table that is not there', async () => {
    const wanted = names(50).map((name, i) =>
      i === 17 ? applyOf(name, { rows: [student(name, { age: 'old' })] }) : applyOf(name),
    );
    const lost = applyOf('lost', { table: 'pupils' });
    const outcome = await store.difference([...wanted, lost], never);
    expect(outcome.differences).toHaveLength(50);
    expect(outcome.differences.filter(({ kind }) => kind === 'notCompared')).toEqual([
      { index: 17, kind: 'notCompared', columns: [] },
    ]);
    expect(outcome.failures).toMatchObject([{ indices: [50], error: { reason: 'TableNotFound' } }]);
  });

  it('does not call a row changed that is as a trigger made it', async () => {
    await env.sql(
      `create or replace function up() returns trigger language plpgsql as $$ begin new.name := upper(new.name); return new; end $$`,
    );
    await env.sql('create trigger up before insert or update on students for each row execute function up()');
    const wanted = [applyOf('ann')];
    await applyAll(wanted);
    expect(await store.difference(wanted, never)).toEqual({ differences: [], failures: [] });
    await env.sql('update students set age = 1');
    expect((await store.difference(wanted, never)).differences).toMatchObject([{ kind: 'changed' }]);
  });
});

describe('sweep', () => {
  const sweep = (present: readonly string[], over = {}) =>
    store.sweep(
      {
        kind: KIND,
        present: present.map((name) => ({ namespace: 'default', name })),
        resourceVersion: nextVersion(),
        ...over,
      },
      never,
    );

  it('counts what it would remove, and removes nothing', async () => {
    await applyAll(names(5).map((name) => applyOf(name)));
    const presence = { kind: KIND, present: names(3).map((name) => ({ namespace: 'default', name })) };
    expect(await store.countOrphans(presence, never)).toEqual({ entries: 5, orphans: 2 });
    expect(await store.countOrphans({ ...presence, namespaces: ['apart'] }, never)).toEqual({ entries: 0, orphans: 0 });
    expect(await rows()).toHaveLength(5);
  });

  it('removes the rows whose object is gone, as their stored policy says', async () => {
    await applyAll([...names(30).map((name) => applyOf(name)), applyOf('kept', { deletionPolicy: 'Retain' })]);
    await env.sql(`insert into students values ('foreign')`);
    expect(await sweep(names(28))).toEqual({
      entries: 31,
      orphans: 3,
      heldBack: false,
      removed: 2,
      retained: 1,
      left: 0,
      failures: [],
    });
    expect(await rows()).toEqual([...names(28).map((name) => `default/${name}`), 'default/kept', 'foreign'].sort());
    expect(await sweep(names(28))).toMatchObject({ entries: 28, orphans: 0 });
  });

  it('leaves other namespaces, kinds and clusters alone, and what was written after the list', async () => {
    const other = storeOn(env.database, { clusterId: 'cluster-b' });
    await other.apply(applyOf('elsewhere'), never);
    await applyAll([
      applyOf('apart', { owner: owner('apart', { namespace: 'apart' }) }),
      applyOf('kind', { owner: owner('kind', { kind: 'Other.x' }) }),
    ]);
    const resourceVersion = nextVersion();
    await applyAll([applyOf('later')]);
    expect(await sweep([], { namespaces: ['default'], resourceVersion })).toMatchObject({ orphans: 0, removed: 0 });
    expect(await rows()).toHaveLength(4);
    await other.close();
  });

  it('holds back an implausibly large one until somebody confirms exactly its size, once', async () => {
    await applyAll(names(40).map((name) => applyOf(name)));
    expect(await sweep([])).toMatchObject({ entries: 40, orphans: 40, heldBack: true, removed: 0 });
    await confirmSweep(pool, 39);
    expect(await sweep([])).toMatchObject({ heldBack: true });
    await confirmSweep(pool, 40);
    expect(await sweep([])).toMatchObject({ heldBack: false, removed: 40 });
    await applyAll(names(40).map((name) => applyOf(name, { owner: owner(name, { uid: 'anew' }) })));
    expect(await sweep([])).toMatchObject({ heldBack: true });
  });

  it('reports a row that cannot go and removes the others', async () => {
    await applyAll(names(3).map((name) => applyOf(name)));
    await env.sql('create table pupils (student text references students)');
    await env.sql(`insert into pupils values ('default/s1')`);
    const outcome = await sweep([]);
    expect(outcome).toMatchObject({ orphans: 3, removed: 2, failures: [{ reason: 'RowNotRemoved' }] });
    await env.sql('drop table pupils');
  });

  it('removes all rows of an owner of many', async () => {
    await store.apply(applyOf('class', { rows: [student('a'), student('b'), student('c')] }), never);
    expect(await sweep([])).toMatchObject({ orphans: 1, removed: 3 });
  });
});

describe('administration', () => {
  it('gives the rows of a cluster to the one that was rebuilt from Git, whose versions count from lower', async () => {
    await applyAll([applyOf('ann'), applyOf('bob')]);
    const rebuilt = storeOn(env.database, { clusterId: 'rebuilt' });
    const anew = (name: string) => applyOf(name, { owner: owner(name, { uid: 'anew', resourceVersion: '3' }) });
    expect(await rebuilt.apply(anew('ann'), never)).toMatchObject({
      kind: 'conflict',
      holder: { clusterId: 'cluster-a' },
    });
    expect(await takeover(pool, 'cluster-a', 'rebuilt')).toBe(2);
    expect(await rebuilt.apply(anew('ann'), never)).toMatchObject({ kind: 'inSync' });
    expect(
      await rebuilt.remove(removeOf('bob', { owner: owner('bob', { resourceVersion: '4' }) }), never),
    ).toMatchObject({ removed: 1 });
    await rebuilt.close();
  });

  it('forgets tombstones after a day and not before', async () => {
    await applyAll([applyOf('ann'), applyOf('bob')]);
    await store.remove(removeOf('ann'), never);
    expect(await expireTombstones(pool, 'cluster-a')).toBe(0);
    await env.sql(`update postgres_writer.ledger set updated_at = now() - interval '25 hours'`);
    expect(await expireTombstones(pool, 'cluster-a')).toBe(1);
    expect(await env.sql('select name from postgres_writer.ledger')).toEqual([{ name: 'bob' }]);
  });
});

describe('a database restored from a dump', () => {
  /** What a restore does as far as the ledger sees it: every table has another OID, and the database is another. */
  const restore = async () => {
    await env.sql('create table copy (like students including all)');
    await env.sql('insert into copy select * from students');
    await env.sql('drop table students');
    await env.sql('alter table copy rename to students');
    await env.sql(`update postgres_writer.settings set database_identity = 'another'`);
  };

  it('has its rows bound again, each once it compares equal', async () => {
    const wanted = names(20).map((name) => applyOf(name));
    await applyAll(wanted);
    await restore();
    await env.sql(`update students set age = 1 where id = 'default/s3'`);
    const again = storeOn(env.database);
    const outcomes = await applyAll(wanted, again);
    expect(outcomes.map(({ kind }) => kind).filter((kind) => kind !== 'inSync')).toEqual(['conflict']);
    expect(await again.apply({ ...wanted[3]!, adopt: true }, never)).toMatchObject({ kind: 'written', updated: 1 });
    expect(await again.remove(removeOf('s4'), never)).toMatchObject({ removed: 1 });
    expect(
      await again.difference(
        wanted.filter((_, i) => i !== 4),
        never,
      ),
    ).toEqual({ differences: [], failures: [] });
    await again.close();
  });

  it('tells a row that differs from one that only the ledger has from before', async () => {
    const wanted = names(3).map((name) => applyOf(name));
    await applyAll(wanted);
    await restore();
    await env.sql(`update students set age = 1 where id = 'default/s1'`);
    await env.sql(`delete from students where id = 'default/s2'`);
    const again = storeOn(env.database);
    await again.ready();
    const { differences } = await again.difference(wanted, never);
    expect(differences.toSorted((a, b) => a.index - b.index)).toEqual([
      { index: 0, kind: 'ledgerBehind', columns: [] },
      { index: 1, kind: 'changed', columns: ['age'] },
      { index: 2, kind: 'missing', columns: [] },
    ]);
    expect(await again.apply(wanted[1]!, never)).toMatchObject({
      kind: 'conflict',
      holder: { kind: 'foreign', restored: true },
    });
    await again.close();
  });

  it('keeps a row that is to be retained for the next object of that name', async () => {
    await applyAll([applyOf('ann'), applyOf('bob')]);
    await restore();
    const again = storeOn(env.database);
    const retained = await again.remove(removeOf('ann', { deletionPolicy: 'Retain' }), never);
    expect(retained).toEqual({ kind: 'absent', removed: 0, leftForeign: 0, retained: 1 });
    const anew = owner('ann', { uid: 'anew' });
    expect(await again.apply(applyOf('ann', { owner: anew }), never)).toMatchObject({ kind: 'inSync' });
    expect(await again.remove(removeOf('ann'), never)).toMatchObject({ removed: 1 });
    await again.close();
  });

  it('is noticed by a store that was at work when it took the place of the other', async () => {
    await applyAll([applyOf('ann')]);
    await restore();
    await expect(store.ready()).rejects.toMatchObject({ failure: 'unavailable', reason: 'DatabaseUnavailable' });
    const unbound = 'select table_oid is null as unbound from postgres_writer.ledger';
    expect(await env.sql(unbound)).toEqual([{ unbound: false }]);
    await store.ready();
    expect(await env.sql(unbound)).toEqual([{ unbound: true }]);
    expect(await store.apply(applyOf('ann'), never)).toMatchObject({ kind: 'inSync' });
  });

  it('does not delete a row that it has not recognized', async () => {
    await applyAll([applyOf('ann')]);
    await restore();
    const again = storeOn(env.database);
    expect(await again.remove(removeOf('ann'), never)).toEqual({ kind: 'absent', removed: 0, leftForeign: 1 });
    expect(await rows()).toEqual(['default/ann']);
    await again.close();
  });
});
