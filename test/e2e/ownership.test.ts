import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { violations } from '../support/invariants.ts';
import { conditionOf, type Row } from '../support/postgres-writers.ts';
import { useOperator, useStage } from '../support/stage.ts';

const stage = useStage();
useOperator(stage);
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;

/** A row under the id of an object that does not exist yet, put there by somebody else. */
async function foreignRow(name: string): Promise<Row> {
  const row = { id: idOf(name), name: 'somebody else', age: 99, country: 'elsewhere' };
  await stage.tables.insert(row);
  return row;
}

/** An object that goes through shows that the operator has had its turn. */
async function operatorHadItsTurn(name: string): Promise<void> {
  await stage.writers.create(name);
  await soon(() => stage.writers.readiness(name)).toBe('True');
}

test("somebody else's row is refused and left alone, also when the object is edited and deleted", async () => {
  const row = await foreignRow('foreign');
  await stage.writers.create('foreign', { age: 1 });
  await soon(() => stage.writers.readiness('foreign')).toBe('RowOwnedByAnother');
  const object = await stage.writers.get('foreign');
  expect(conditionOf(object, 'Stalled')?.reason).toBe('RowOwnedByAnother');
  expect(object?.status?.table).toBeUndefined();
  await stage.writers.edit('foreign', { age: 2 });
  await soon(() => stage.writers.readiness('foreign')).toBe('RowOwnedByAnother');
  const scene = {
    writers: stage.writers,
    tables: stage.tables,
    tableNames: ['students'],
    foreign: { students: [row] },
  };
  expect(await violations(scene)).toEqual([]);

  await stage.writers.delete('foreign');
  await soon(() => stage.writers.get('foreign')).toBeUndefined();
  await operatorHadItsTurn('after-foreign');
  expect(await stage.tables.row(row.id)).toEqual(row);
});

test('a conflict heals once the other row is gone and the object is touched', async () => {
  const { id } = await foreignRow('patient');
  await stage.writers.create('patient', { age: 1 });
  await soon(() => stage.writers.readiness('patient')).toBe('RowOwnedByAnother');
  await stage.tables.sql('delete from students where id = $1', [id]);
  await stage.writers.edit('patient', { age: 2 });
  await soon(() => stage.writers.readiness('patient')).toBe('True');
  expect((await stage.tables.row(id))?.age).toBe(2);
});

test('a move onto a foreign row leaves both rows as they are', async () => {
  await stage.writers.create('mover', { table: 'alumni' });
  await soon(() => stage.writers.readiness('mover')).toBe('True');
  const row = await foreignRow('mover');
  await stage.writers.edit('mover', { table: 'students' });
  await soon(() => stage.writers.readiness('mover')).toBe('RowOwnedByAnother');
  expect(await stage.tables.row(row.id, 'students')).toEqual(row);
  expect(await stage.tables.row(row.id, 'alumni')).toEqual(stage.writers.row('mover'));
});

test('rows that no object speaks of are never touched', async () => {
  const stranger = { id: 'stranger', name: "O'Hara", age: 1, country: 'x' };
  const neighbour = { id: `${stage.environment.namespace}/no-such-object`, name: 'y', age: 2, country: 'z' };
  await stage.tables.insert(stranger);
  await stage.tables.insert(neighbour);
  const before = await stage.tables.sql('select xmin::text from students where id in ($1, $2)', [
    stranger.id,
    neighbour.id,
  ]);
  await operatorHadItsTurn('local');
  await stage.writers.delete('local');
  await soon(() => stage.writers.get('local')).toBeUndefined();
  const after = await stage.tables.sql('select xmin::text from students where id in ($1, $2)', [
    stranger.id,
    neighbour.id,
  ]);
  expect(after).toEqual(before);
});

test('columns that the spec does not know keep their values', async () => {
  await stage.tables.sql(
    "create table extra (id text primary key, name text, age integer, country text, note text default 'd')",
  );
  await stage.writers.create('noted', { table: 'extra', age: 1 });
  await soon(() => stage.writers.readiness('noted')).toBe('True');
  await stage.tables.sql(`update extra set note = 'by hand'`);
  await stage.writers.edit('noted', { age: 2 });
  await soon(async () => (await stage.tables.row(idOf('noted'), 'extra'))?.age).toBe(2);
  expect(await stage.tables.sql('select note from extra')).toEqual([{ note: 'by hand' }]);
});
