import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
let store: PostgresRowStore;

beforeAll(async () => {
  store = storeOn(env.database);
  await store.ready();
});
beforeEach(async () => {
  await env.sql('drop table if exists students cascade');
  await env.sql('delete from postgres_writer.ledger');
  await env.sql(STUDENTS);
});
afterAll(() => store.close());

const failure = (over: object) => expect.objectContaining({ name: 'RowStoreError', ...over }) as unknown;
const applied = (over = {}) => store.apply(applyOf('ann', over), never);

describe('what the table lacks', () => {
  test.each([
    { name: 'no table', ddl: 'drop table students', reason: 'TableNotFound' },
    { name: 'no column', ddl: 'alter table students drop column age', reason: 'ColumnMissing' },
    { name: 'no unique key', ddl: 'alter table students drop constraint students_pkey', reason: 'TableUnsuitable' },
    {
      name: 'a deferrable key',
      ddl: 'alter table students drop constraint students_pkey, add unique (id) deferrable',
      reason: 'TableUnsuitable',
    },
    {
      name: 'a column that must be set',
      ddl: 'alter table students add email text not null',
      reason: 'TableUnsuitable',
    },
    {
      name: 'a generated column',
      ddl: `alter table students drop name, add name text generated always as ('x') stored`,
      reason: 'TableUnsuitable',
    },
    { name: 'a rule', ddl: 'create rule keep as on delete to students do instead nothing', reason: 'TableUnsuitable' },
    { name: 'a trigger that swallows', ddl: trigger('insert', 'return null'), reason: 'TableUnsuitable' },
  ])('$name → blocked, $reason, and healed once mended', async ({ ddl, reason }) => {
    await env.sql(ddl);
    await expect(applied()).rejects.toEqual(failure({ failure: 'blocked', reason }));
    expect(await env.sql('select name from postgres_writer.ledger')).toEqual([]);
    await env.sql('drop table if exists students');
    await env.sql(STUDENTS);
    expect(await eventuallyWritten()).toMatchObject({ kind: 'written' });
  });

  /** A description of a table is used for 5 s. */
  const eventuallyWritten = async () => {
    const fresh = storeOn(env.database);
    try {
      return await fresh.apply(applyOf('ann'), never);
    } finally {
      await fresh.close();
    }
  };

  test.each([
    { kind: 'a view', ddl: 'create view v as select * from students' },
    { kind: 'a materialized view', ddl: 'create materialized view v as select * from students' },
  ])('$kind is refused and says why', async ({ ddl }) => {
    await env.sql(ddl);
    await expect(applied({ table: 'v' })).rejects.toEqual(
      failure({ reason: 'TableUnsuitable', message: expect.stringContaining('public.v is a') as string }),
    );
  });

  it('writes to a partitioned table', async () => {
    await env.sql('drop table students');
    await env.sql(`${STUDENTS} partition by hash (id)`);
    await env.sql('create table p0 partition of students for values with (modulus 2, remainder 0)');
    await env.sql('create table p1 partition of students for values with (modulus 2, remainder 1)');
    const fresh = storeOn(env.database);
    for (const name of ['a', 'b', 'c', 'd']) await fresh.apply(applyOf(name), never);
    expect(await fresh.remove(removeOf('a'), never)).toMatchObject({ removed: 1 });
    expect(await env.sql('select count(*)::int as n from students')).toEqual([{ n: 3 }]);
    await fresh.close();
  });
});

/** Two statements; without parameters, several may go in one. */
function trigger(event: string, body: string): string {
  return `create or replace function f() returns trigger language plpgsql as $$ begin ${body}; end $$;
    create trigger t before ${event} on students for each row execute function f()`;
}

describe('what the database refuses', () => {
  test.each([
    {
      name: 'a check',
      ddl: 'alter table students add constraint grown check (age > 99)',
      reason: 'ValueRefused',
      says: 'constraint grown of public.students',
    },
    {
      name: 'a length',
      ddl: 'alter table students alter country type varchar(3)',
      reason: 'ValueRefused',
      says: 'country character varying(3)',
    },
    {
      name: 'a range',
      ddl: 'alter table students alter age type smallint',
      rows: [student('ann', { age: 70_000 })],
      reason: 'ValueRefused',
      says: 'smallint',
    },
    {
      name: 'a type',
      ddl: 'alter table students alter country type integer using 1',
      reason: 'ColumnTypeMismatch',
      says: 'country integer',
    },
    {
      name: 'a NULL',
      ddl: 'alter table students alter country set not null',
      rows: [student('ann', { country: null })],
      reason: 'ValueRefused',
      says: 'column country of public.students',
    },
    {
      name: 'a unique constraint',
      ddl: `alter table students add unique (name); insert into students values ('x', 'ann')`,
      reason: 'ValueRefused',
      says: 'students_name_key',
    },
    {
      name: 'a foreign key',
      ddl: 'create table if not exists lands (id text primary key); alter table students add foreign key (country) references lands',
      reason: 'ValueRefused',
      says: 'students_country_fkey',
    },
    {
      name: 'a deferred constraint, at COMMIT',
      ddl: `alter table students add constraint late unique (name) deferrable initially deferred; insert into students values ('x', 'ann')`,
      reason: 'ValueRefused',
      says: 'constraint late',
    },
    {
      name: 'a trigger',
      ddl: trigger('insert', `raise exception 'secret of %', new.name`),
      reason: 'ValueRefused',
      says: 'a trigger',
    },
  ])('$name → refused, $reason', async ({ ddl, rows, reason, says }) => {
    await env.sql(ddl);
    const fresh = storeOn(env.database);
    const refused = fresh.apply(applyOf('ann', rows === undefined ? {} : { rows }), never);
    await expect(refused).rejects.toEqual(
      failure({ failure: 'refused', reason, message: expect.stringContaining(says) as string }),
    );
    // Neither canada nor ann: a value is never quoted, only names of columns and constraints.
    await expect(refused).rejects.not.toThrow(/canada|secret|70000/);
    await fresh.close();
  });

  it('stores hostile values verbatim', async () => {
    const hostile = [
      `'; drop table students; --`,
      '"',
      '\\',
      '$1',
      '{a,"b"}',
      'NULL',
      '',
      ' ',
      '\u0001',
      '😀',
      '\r\n',
      '%s',
      '\\x00',
      '${x}',
    ];
    for (const [i, value] of hostile.entries()) {
      const name = `h${i}`;
      await store.apply(applyOf(name, { rows: [student(name, { name: value, country: value })] }), never);
      expect(await env.sql('select name, country from students where id = $1', [`default/${name}`])).toEqual([
        { name: value, country: value },
      ]);
    }
  });

  it('sends nothing for text that PostgreSQL cannot hold', async () => {
    for (const value of ['a\0b', '\ud800']) {
      await expect(applied({ rows: [student('ann', { name: value })] })).rejects.toEqual(
        failure({ failure: 'refused', reason: 'ValueRefused' }),
      );
    }
  });
});

describe('names', () => {
  it('takes a name that only looks like SQL for a name, or refuses it', async () => {
    await expect(applied({ table: 'students; drop table students' })).rejects.toEqual(
      failure({ failure: 'refused', reason: 'InvalidTableName' }),
    );
    await env.sql(STUDENTS.replace('students', '"x""; drop table students; --"'));
    expect(await applied({ table: '"x""; drop table students; --"' })).toMatchObject({ kind: 'written' });
    expect(await env.sql('select id from students')).toEqual([]);
    await env.sql('drop table "x""; drop table students; --"');
  });

  test.each([
    'pg_class',
    'pg_catalog.pg_class',
    'information_schema.tables',
    'postgres_writer.ledger',
    'postgres_writer.settings',
  ])('%s is refused', async (table) => {
    await expect(applied({ table })).rejects.toEqual(failure({ failure: 'refused', reason: 'InvalidTableName' }));
  });

  it('does not reach the table that a longer name would be cut to', async () => {
    const cut = 'x'.repeat(63);
    await env.sql(STUDENTS.replace('students', cut));
    await expect(applied({ table: `${cut}y` })).rejects.toEqual(failure({ reason: 'InvalidTableName' }));
    expect(await applied({ table: cut })).toMatchObject({ kind: 'written' });
    await env.sql(`drop table ${cut}`);
  });

  it('does not write to a table that took over a name', async () => {
    await applied();
    await env.sql('alter table students rename to old');
    await env.sql(STUDENTS);
    // The description is still remembered under the name; the statement itself notices.
    const outcome = await applied({ owner: owner('ann', { generation: 2 }) });
    expect(outcome).toMatchObject({ kind: 'written', inserted: 1, movedFrom: { table: 'students' } });
    expect([await env.sql('select id from students'), await env.sql('select id from old')]).toEqual([
      [{ id: 'default/ann' }],
      [],
    ]);
    await env.sql('drop table old');
  });
});

describe('removal', () => {
  it('does not believe a delete that a trigger swallowed', async () => {
    await applied();
    await env.sql(trigger('delete', 'return null'));
    const removal = store.remove(removeOf('ann'), never);
    await expect(removal).rejects.toEqual(failure({ failure: 'blocked', reason: 'RowNotRemoved' }));
    expect(await env.sql('select state from postgres_writer.ledger')).toEqual([{ state: 'live' }]);
    await env.sql('drop trigger t on students');
    expect(await store.remove(removeOf('ann'), never)).toMatchObject({ removed: 1 });
  });

  it('says that a foreign key holds the row', async () => {
    await applied();
    await env.sql('create table grades (student text references students)');
    await env.sql(`insert into grades values ('default/ann')`);
    await expect(store.remove(removeOf('ann'), never)).rejects.toEqual(
      failure({
        failure: 'blocked',
        reason: 'RowNotRemoved',
        message: expect.stringContaining('grades_student_fkey') as string,
      }),
    );
    await env.sql('drop table grades');
    expect(await store.remove(removeOf('ann'), never)).toMatchObject({ removed: 1 });
  });

  it('needs no table for an object that never had a row', async () => {
    for (const table of ['nowhere', 'a b', 'postgres_writer.ledger']) {
      expect(await store.remove(removeOf('ann', { table }), never)).toEqual({
        kind: 'absent',
        removed: 0,
        leftForeign: 0,
      });
    }
  });
});
