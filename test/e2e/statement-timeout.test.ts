import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { useOperator, useStage } from '../support/stage.ts';

// A table whose trigger takes longer than a statement may: what its objects say, and that they alone are concerned.
const stage = useStage();
const operator = useOperator(stage, () => ({ args: ['--statement-timeout=1s'] }));

test('a statement that takes longer than --statement-timeout is cut off, said so, and tried again', async () => {
  await stage.tables.sql(
    `create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(20); return new; end $$`,
  );
  await stage.tables.sql('create trigger dawdle before insert on students for each row execute function dawdle()');
  const began = performance.now();
  await stage.writers.create('slow');
  await soon(() => stage.writers.readiness('slow')).toBe('DatabaseUnavailable');
  expect(performance.now() - began).toBeLessThan(10_000);
  const [ready] = (await stage.writers.get('slow'))?.status?.conditions ?? [];
  expect(ready?.message).toContain('a statement for');
  expect(ready?.message).toContain('students');
  expect(ready?.message).toContain('took longer than --statement-timeout and was cancelled; tried again by itself');

  // It is the table's trouble: others are written meanwhile, and the database counts as reachable.
  await stage.writers.create('quick', { table: 'alumni' });
  await soon(() => stage.writers.readiness('quick')).toBe('True');
  expect(await operator.current.metrics()).toMatch(/^postgres_writer_database_reachable 1$/m);

  await stage.tables.sql('drop trigger dawdle on students');
  await soon(() => stage.writers.readiness('slow')).toBe('True');
});
