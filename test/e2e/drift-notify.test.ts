import { beforeAll, expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import type { OperatorProcess } from '../support/operator.ts';
import { useStage } from '../support/stage.ts';

// No interval here: whatever is found, a notification told of.
const stage = useStage();
const { tables } = stage;
const NAMES = Array.from({ length: 20 }, (_, index) => `row-${index}`);
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;
const start = (...args: string[]): Promise<OperatorProcess> =>
  stage.startOperator({ args: ['--drift-interval=0', ...args] });
const age = async (name: string) => (await tables.row(idOf(name)))?.age;
const triggers = () => tables.sql("select tgname from pg_trigger where tgname like 'postgres_writer%'");
/** Calls of the triggers' function, in sessions that count them: the operator's, which begin later, and by hand. */
const COUNTED = "with counted as materialized (select set_config('track_functions', 'pl', true))";
const calls = () =>
  tables.sql(
    "select coalesce(sum(calls), 0)::int as calls from pg_stat_user_functions where funcname like 'row_changed%'",
  );

beforeAll(async () => {
  await tables.sql(`grant trigger on students to ${stage.login.user}`);
  await tables.sql(`alter database ${stage.login.database} set track_functions = 'pl'`);
});

test('rows changed by hand are right again at once, and no write of our own is told of', async () => {
  {
    await using operator = await start('--drift-notify');
    await stage.writers.createMany(NAMES, () => ({ age: 1 }));
    await soon(async () => (await stage.writers.count()).ready).toBe(NAMES.length);
    await soon(() => operator.output).toContain('hearing of changes');
    // A table is found to have rows of ours within seconds.
    await soon(triggers, { timeoutMs: 30_000 }).toHaveLength(3);

    await tables.sql(`${COUNTED} update students set age = 99 from counted where id = $1`, [idOf('row-0')]);
    await soon(() => age('row-0')).toBe(1);
    await tables.sql(`${COUNTED} delete from students using counted where id = $1`, [idOf('row-1')]);
    await soon(() => age('row-1')).toBe(1);
    for (const name of NAMES) await stage.writers.edit(name, { age: 2 });
    for (const name of NAMES) await soon(() => age(name)).toBe(2);
  }
  // Sessions have said all they counted by their end.
  await soon(() => stage.operatorSessions()).toEqual([]);
  await soon(calls).toEqual([{ calls: 2 }]);
});

test('what changes while nothing is heard is found once it is again', async () => {
  await using operator = await start('--drift-notify');
  await soon(() => operator.output).toContain('hearing of changes');
  const killed = await tables.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and query ~* '^(listen|select pg_catalog.pg_notify)'`,
    [stage.login.user],
  );
  expect(killed).toHaveLength(1);
  await tables.sql('update students set age = 99 where id = $1', [idOf('row-2')]);
  await soon(() => age('row-2')).toBe(2);
  await soon(() => operator.output.match(/hearing of changes/g)).toHaveLength(2);
  await tables.sql('truncate students');
  await soon(async () => (await tables.sql('select count(*)::int as rows from students'))[0]).toEqual({
    rows: NAMES.length,
  });
});

test('a start without the flag takes triggers and function away', async () => {
  await using operator = await start();
  await soon(() => operator.output).toContain('triggers of an earlier --drift-notify removed');
  expect(await triggers()).toEqual([]);
  expect(await tables.sql("select proname from pg_proc where proname like 'row_changed%'")).toEqual([]);
});
