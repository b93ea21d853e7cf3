import { expect, test } from 'vitest';
import { soon, throughout } from '../support/eventually.ts';
import { fingerprint } from '../support/invariants.ts';
import { useLives } from '../support/lives.ts';
import { useOperator, useStage } from '../support/stage.ts';

// Two operators at work on the same objects, without an election, by mistake (row 10 of the fault list).
const stage = useStage();
const { allIsWell, livesThrough } = useLives(stage);
useOperator(stage);
useOperator(stage);

test('rows end as the objects say, and none goes back on the way', async () => {
  const names = Array.from({ length: 15 }, (_, index) => `contested-${index}`);
  await stage.writers.createMany(names, () => ({ age: 0 }));
  for (let age = 1; age <= 10; age += 1) {
    await Promise.all(names.map((name) => stage.writers.edit(name, { age })));
  }
  await soon(async () => (await stage.tables.rows()).every(({ age }) => age === 10)).toBe(true);
  await Promise.all([1, 2, 3].map((index) => livesThrough(`life-${index}`)));
  await allIsWell();
});

test('they do not keep each other busy', async () => {
  const scene = { writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] };
  await allIsWell();
  const before = await fingerprint(scene);
  await throughout(2_000, async () => {
    expect(await fingerprint(scene)).toEqual(before);
  });
});
