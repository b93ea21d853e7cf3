import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import type { OperatorProcess } from '../support/operator.ts';
import { useStage } from '../support/stage.ts';

// While one operator works, another stands by and hears of everything. What it heard of is done by the time it takes over.
const OBJECTS = 200;
const stage = useStage({ tables: ['students'] });
const versionsOfObjects = async (): Promise<readonly string[]> =>
  (await stage.writers.list()).map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`);
const start = (): Promise<OperatorProcess> =>
  stage.startOperator({
    args: [
      '--leader-elect',
      '--leader-election-id=takeover.e2e',
      `--leader-election-namespace=${stage.environment.namespace}`,
      '--drift-interval=0',
    ],
  });
const valueOf = async (operator: OperatorProcess, sample: string): Promise<number> =>
  Number(
    (await operator.metrics())
      .split('\n')
      .find((line) => line.startsWith(`${sample} `))
      ?.split(' ')
      .at(-1),
  );

test('a takeover with everything in order asks the database for no single row, and repairs what drifted', async () => {
  let standby: OperatorProcess;
  let before: unknown;
  {
    await using _leader = await start();
    await stage.writers.create('first');
    await soon(() => stage.writers.readiness('first')).toBe('True');
    standby = await start();
    await stage.writers.createMany(
      Array.from({ length: OBJECTS - 1 }, (_, index) => `object-${index}`),
      (index) => ({ age: index }),
    );
    await soon(async () => (await stage.writers.count()).ready).toBe(OBJECTS);
    await soon(() => valueOf(standby, 'postgres_writer_objects{condition="Ready",status="True"}')).toBe(OBJECTS);
    // The leader compares at its start alone.
    await stage.tables.sql("update students set age = 99 where id like '%/first'");
    before = await versionsOfObjects();
  }
  await using operator = standby;

  await soon(() => valueOf(operator, 'postgres_writer_rows_repaired_total'), { timeoutMs: 30_000 }).toBe(1);
  // All that it had heard of has been looked at: the repair comes behind it.
  await soon(() =>
    valueOf(operator, 'workqueue_depth{name="postgreswriter",controller="postgreswriter",priority="0"}'),
  ).toBe(0);
  expect(await valueOf(operator, 'postgres_writer_batch_rows_sum{operation="apply"}')).toBe(1);
  expect(await versionsOfObjects()).toEqual(before);
});
