import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { violations } from '../support/invariants.ts';
import { FINALIZER } from '../support/postgres-writers.ts';
import { useStage } from '../support/stage.ts';

// What the Go original leaves behind: objects with its finalizer and without a status, and rows that no ledger knows.
const stage = useStage();
const { tables } = stage;
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;

async function leftByGo(name: string, age = 30): Promise<void> {
  await stage.writers.create(name, { age }, { finalizers: [FINALIZER] });
  await tables.insert(stage.writers.row(name, { age }));
}

test('without being told, the operator refuses such rows; deleting such an object leaves its row and holds up nothing', async () => {
  await leftByGo('refused');
  await using _operator = await stage.startOperator();
  await soon(() => stage.writers.readiness('refused')).toBe('RowOwnedByAnother');
  await stage.writers.delete('refused');
  await soon(() => stage.writers.get('refused')).toBeUndefined();
  expect(await tables.row(idOf('refused'))).toEqual(stage.writers.row('refused'));
  await tables.sql('delete from students where id = $1', [idOf('refused')]);
});

test('with --upgrade-from-go one start takes over all that the original had in hand, and nothing else', async () => {
  await leftByGo('kept');
  await leftByGo('stale', 1);
  await stage.writers.edit('stale', { age: 2 });
  await stage.writers.create('rowless', {}, { finalizers: [FINALIZER] });
  await leftByGo('deleted');
  await stage.writers.delete('deleted');
  const foreign = { id: idOf('foreign'), name: 'somebody else', age: 99, country: 'elsewhere' };
  await tables.insert(foreign);
  await stage.writers.create('foreign');
  const [kept] = await tables.sql('select xmin::text from students where id = $1', [idOf('kept')]);

  // Times of creation are whole seconds.
  const created = Date.now();
  await soon(() => Date.now() - created).toBeGreaterThan(1_000);
  {
    await using _operator = await stage.startOperator({ args: ['--upgrade-from-go'] });
    for (const name of ['kept', 'stale', 'rowless']) await soon(() => stage.writers.readiness(name)).toBe('True');
    await soon(() => stage.writers.get('deleted')).toBeUndefined();
    await soon(() => stage.writers.readiness('foreign')).toBe('RowOwnedByAnother');
    // An object that comes later has nothing to do with the original, though its finalizer looks the same.
    await tables.insert({ ...foreign, id: idOf('newcomer') });
    await stage.writers.create('newcomer', {}, { finalizers: [FINALIZER] });
    await soon(() => stage.writers.readiness('newcomer')).toBe('RowOwnedByAnother');
  }
  expect(await tables.row(idOf('deleted'))).toBeUndefined();
  expect(await tables.row(idOf('stale'))).toEqual(stage.writers.row('stale', { age: 2 }));
  // A row that was in order is owned from now on, and was not written.
  expect(await tables.sql('select xmin::text from students where id = $1', [idOf('kept')])).toEqual([kept]);
  const others = [foreign, { ...foreign, id: idOf('newcomer') }];
  const scene = { writers: stage.writers, tables, tableNames: ['students'], foreign: { students: others } };
  expect(await violations(scene)).toEqual([]);
});

test('afterwards, without the flag, they are objects like all others', async () => {
  await using _operator = await stage.startOperator();
  await stage.writers.edit('kept', { age: 31 });
  await soon(async () => (await tables.row(idOf('kept')))?.age).toBe(31);
  await stage.writers.delete('kept');
  await soon(() => stage.writers.get('kept')).toBeUndefined();
  expect(await tables.row(idOf('kept'))).toBeUndefined();
});
