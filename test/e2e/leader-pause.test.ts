import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { recordHistory, regressions } from '../support/history.ts';
import { violations } from '../support/invariants.ts';
import { useStage } from '../support/stage.ts';
import { FAILOVER_MS, useTwoOperators } from '../support/two-operators.ts';

const stage = useStage();
const operators = useTwoOperators(stage);
const { start } = operators;
const scene = () => ({ writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] });

test('a leader that is frozen beyond its lease and wakes does no harm', async () => {
  const history = await recordHistory(stage.tables);
  const [first, second] = operators.proxies;
  await using leader = await start(first);
  await stage.writers.create('eve', { age: 1 });
  await soon(() => stage.writers.readiness('eve')).toBe('True');
  await using _standby = await start(second);

  // Frozen with work at hand: it has seen the edit, or finds it first thing when it wakes.
  await stage.writers.edit('eve', { age: 2 });
  leader.signal('SIGSTOP');
  await stage.writers.edit('eve', { age: 3 });
  await soon(async () => (await stage.tables.row(stage.writers.row('eve').id))?.age, { timeoutMs: FAILOVER_MS }).toBe(
    3,
  );
  leader.signal('SIGCONT');
  await leader.ended({ timeoutMs: FAILOVER_MS });
  await stage.writers.edit('eve', { age: 4 });
  await soon(async () => (await stage.tables.row(stage.writers.row('eve').id))?.age).toBe(4);
  expect(regressions(await history())).toEqual([]);
  await soon(() => violations(scene())).toEqual([]);
});
