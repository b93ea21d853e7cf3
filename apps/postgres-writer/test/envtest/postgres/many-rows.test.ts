import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresProxy } from '../../../../../test/faults/postgres-proxy.ts';
import type { Row } from '../../../controller/row-store.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { applyOf, never, owner, removeOf, storeOn, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });

describe('one owner with many rows', () => {
  let proxy: PostgresProxy;
  let store: PostgresRowStore;
  beforeAll(async () => {
    proxy = await PostgresProxy.start(env.database);
    store = storeOn({ ...env.database, host: proxy.host, port: proxy.port });
    await store.ready();
  });
  beforeEach(async () => {
    await env.sql('drop table if exists students, pupils');
    await env.sql(STUDENTS);
    await env.sql(STUDENTS.replace('students', 'pupils'));
    await env.sql('delete from postgres_writer.ledger');
    proxy.forgetStatements();
  });
  afterAll(async () => {
    await store.close();
    await proxy[Symbol.asyncDispose]();
  });

  const rows = (count: number, age = 1): readonly Row[] =>
    Array.from({ length: count }, (_, i) => ({ key: `r${i}`, columns: { name: `n${i}`, age, country: 'c' } }));
  const apply = (wanted: readonly Row[], over = {}) => store.apply(applyOf('class', { rows: wanted, ...over }), never);
  const next = (generation: number) => ({ owner: owner('class', { generation }) });

  it('writes 10,000, then only what differs, and prunes what is gone', async () => {
    const all = rows(10_000);
    expect(await apply(all)).toMatchObject({ kind: 'written', inserted: 10_000, updated: 0, pruned: 0 });
    const xmins = () => env.sql(`select id, xmin::text from students order by id`);
    const before = await xmins();
    proxy.forgetStatements();
    expect(await apply(all)).toMatchObject({ kind: 'inSync' });
    expect(proxy.statements.length).toBeLessThan(20);

    const edited = all.slice(10).map((row, i) => (i === 5 ? { ...row, columns: { ...row.columns, age: 99 } } : row));
    expect(
      await apply([...edited, { key: 'new', columns: { name: 'new', age: 1, country: 'c' } }], next(2)),
    ).toMatchObject({
      kind: 'written',
      inserted: 1,
      updated: 1,
      pruned: 10,
    });
    const after = new Map((await xmins()).map(({ id, xmin }) => [id, xmin]));
    expect(before.filter(({ id, xmin }) => after.get(id) === xmin)).toHaveLength(10_000 - 11);
    expect(await env.sql(`select count(*)::int as n from postgres_writer.ledger where member <> ''`)).toEqual([
      { n: 9_991 },
    ]);
  });

  it('is fenced as a whole', async () => {
    await apply(rows(10), next(2));
    expect(await apply(rows(10, 2), { owner: owner('class', { resourceVersion: '1' }) })).toEqual({ kind: 'fenced' });
    await store.remove(removeOf('class', { keys: [] }), never);
    expect(await apply(rows(10, 2), { owner: owner('class', { resourceVersion: '1' }) })).toEqual({ kind: 'fenced' });
    expect(await env.sql('select id from students')).toEqual([]);
  });

  it('writes none of its rows when one is somebody else’s', async () => {
    await env.sql(`insert into students values ('r7', 'theirs')`);
    expect(await apply(rows(10))).toMatchObject({ kind: 'conflict', key: 'r7', holder: { kind: 'foreign' } });
    expect(await env.sql('select id from students')).toEqual([{ id: 'r7' }]);
  });

  it('moves all of its rows, and removes all of them', async () => {
    await apply(rows(1_500));
    expect(await apply(rows(1_500), { table: 'pupils', ...next(2) })).toMatchObject({
      inserted: 1_500,
      movedFrom: { table: 'students' },
    });
    expect(
      await env.sql('select (select count(*) from students)::int as a, (select count(*) from pupils)::int as b'),
    ).toEqual([{ a: 0, b: 1_500 }]);
    expect(await store.remove(removeOf('class', { keys: [] }), never)).toMatchObject({ removed: 1_500 });
    expect(await env.sql('select member, state from postgres_writer.ledger')).toEqual([
      { member: '', state: 'tombstone' },
    ]);
  });

  it('grows from one row to three and back', async () => {
    await apply(rows(1));
    expect(await apply(rows(3), next(2))).toMatchObject({ inserted: 2, pruned: 0 });
    expect(await apply(rows(1), next(3))).toMatchObject({ inserted: 0, pruned: 2 });
    expect(await apply(rows(1), next(3))).toMatchObject({ kind: 'inSync' });
    expect(await apply([], next(4))).toMatchObject({ pruned: 1 });
    expect(await env.sql('select id from students')).toEqual([]);
  });

  it('refuses one key twice', async () => {
    await expect(apply([...rows(2), ...rows(1)])).rejects.toMatchObject({ failure: 'refused', reason: 'ValueRefused' });
  });

  describe('compared at once', () => {
    const wanted = { ...applyOf('class', { rows: rows(300) }), owner: owner('class', { generation: 1 }) };
    const other = { ...applyOf('other', { rows: [{ key: 'o', columns: { name: 'o' } }] }) };
    const differences = async (request = wanted) => {
      const outcome = await store.difference([other, request], never);
      expect(outcome.failures).toEqual([]);
      return outcome.differences;
    };
    beforeEach(async () => {
      await store.apply(wanted, never);
      await store.apply(other, never);
      proxy.forgetStatements();
    });

    it('is in sync with 10,000, says one statement, and writes nothing', async () => {
      const grown = { ...wanted, owner: owner('class', { generation: 2 }), rows: rows(10_000) };
      await store.apply(grown, never);
      proxy.forgetStatements();
      const ledger = () => env.sql('select max(xmin::text::bigint) as x, count(*) from postgres_writer.ledger');
      const before = await ledger();
      expect(await differences(grown)).toEqual([]);
      expect(proxy.statements.filter(({ sql }) => sql.includes('versions as'))).toHaveLength(1);
      expect(await ledger()).toEqual(before);
    });

    it.each([
      {
        what: 'a row edited by hand',
        sql: `update students set age = 2 where id = 'r17'`,
        kind: 'changed',
        columns: ['age'],
      },
      {
        what: 'rows edited by hand in different columns',
        sql: `update students set age = case id when 'r1' then 2 else age end, name = case id when 'r2' then 'x' else name end`,
        kind: 'changed',
        columns: ['name', 'age'],
      },
      { what: 'a row deleted by hand', sql: `delete from students where id = 'r299'`, kind: 'missing' },
      { what: 'an entry lost', sql: `delete from postgres_writer.ledger where member = 'r3'`, kind: 'notOurs' },
      {
        what: 'the first entry lost',
        sql: `delete from postgres_writer.ledger where member = '' and name = 'class'`,
        kind: 'ledgerBehind',
      },
      {
        what: 'an older generation',
        sql: `update postgres_writer.ledger set generation = 0 where name = 'class'`,
        kind: 'ledgerBehind',
      },
      {
        what: 'a table of another database',
        sql: `update postgres_writer.ledger set table_oid = null where name = 'class'`,
        kind: 'ledgerBehind',
      },
    ])('notices $what', async ({ sql, kind, columns = [] }) => {
      await env.sql(sql);
      expect(await differences()).toEqual([{ index: 1, kind, columns }]);
    });

    it('notices rows that it has and no longer wants, all of them among these', async () => {
      expect(await differences({ ...wanted, rows: wanted.rows.slice(1) })).toMatchObject([{ kind: 'ledgerBehind' }]);
      expect(await differences({ ...wanted, rows: [] })).toMatchObject([{ kind: 'ledgerBehind' }]);
    });

    it('sets apart a value that its column does not take', async () => {
      const bad = wanted.rows.map((row, i) => (i === 150 ? { ...row, columns: { ...row.columns, age: 'old' } } : row));
      expect(await differences({ ...wanted, rows: bad })).toEqual([{ index: 1, kind: 'notCompared', columns: [] }]);
    });

    it('is in sync with one row or none after it had many', async () => {
      for (const [generation, left] of [
        [2, 1],
        [3, 0],
      ] as const) {
        const shrunk = { ...wanted, owner: owner('class', { generation }), rows: wanted.rows.slice(0, left) };
        await store.apply(shrunk, never);
        expect(await differences(shrunk)).toEqual([]);
      }
    });
  });
});
