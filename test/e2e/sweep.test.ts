import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { useStage } from '../support/stage.ts';

// Twelve objects vanish while no operator runs, which is more than half of all: a mistake, perhaps.
const stage = useStage({ tables: ['students'] });
const GONE = 12;

test('an implausible sweep is held back, and seen in the metrics, in an event of the CRD, and in the log', async () => {
  {
    await using _operator = await stage.startOperator();
    const names = Array.from({ length: GONE + 8 }, (_, index) => `object-${index}`);
    await stage.writers.createMany(names);
    await soon(async () => (await stage.writers.count()).ready).toBe(GONE + 8);
  }
  for (const { metadata } of (await stage.writers.list()).slice(0, GONE)) {
    await stage.writers.patch(metadata.name, { metadata: { finalizers: [] } });
    await stage.writers.delete(metadata.name);
  }

  await using operator = await stage.startOperator();
  await soon(() => operator.metrics()).toMatch(new RegExp(`^postgres_writer_sweep_held_back_objects ${GONE}$`, 'm'));
  expect(await operator.metrics()).toMatch(new RegExp(`^postgres_writer_ledger_entries ${GONE + 8}$`, 'm'));
  const advice = `postgres-writer sweep --confirm ${GONE}`;
  expect(operator.output).toContain(advice);
  await soon(async () => {
    const path = '/apis/events.k8s.io/v1/namespaces/default/events';
    const { items } = await stage.api.get<{ items: readonly { reason: string; note: string }[] }>(path);
    return items.filter(({ reason }) => reason === 'SweepHeldBack').map(({ note }) => note);
  }).toContainEqual(expect.stringMatching(`namespace ${stage.environment.namespace} .*${advice}`));
  expect(await stage.tables.count()).toBe(GONE + 8);
});
