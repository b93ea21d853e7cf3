import { jsonPatch } from '@kubewright/controller-runtime/client';
import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';
import { each, namesOf, TABLE } from '../lab/objects.ts';
import { CPU_METRICS, cpuPerObject } from './figures.ts';
import type { Scenario } from './scenario.ts';

/** One in so many rows is changed by hand, and one in so many objects vanishes. */
const ONE_IN = 100;

export const restartDrift: Scenario = {
  name: 'restart-drift',
  title: 'A restart with drift and orphans',
  about:
    'While the operator is down, 1 % of the rows is changed by hand, and 1 % of the objects is deleted with the finalizer taken off. Then it starts. Times count from its start, as polled every 20 ms. Orphans are asked of those only that know which rows are theirs.',
  metrics: {
    repaired: { title: 'all changed rows repaired', unit: 'ms', isKey: true },
    swept: { title: 'all orphans gone', unit: 'ms' },
    ...CPU_METRICS,
  },
  dependsOnPolicy: false,
  takes: ({ followsEdits }) => followsEdits,
  async run(trial, { objects }) {
    const names = namesOf(objects);
    await trial.settle(names);
    const vanished = names.filter((_, index) => index % ONE_IN === 0);
    await each(vanished, async (name) => {
      const key = { namespace: trial.namespace, name };
      await trial.client.patch(PostgresWriter, key, jsonPatch({ op: 'remove', path: '/metadata/finalizers' }));
      await trial.client.delete(PostgresWriter, key);
    });
    const changed = names.filter((_, index) => index % ONE_IN === 1).map((name) => `${trial.namespace}/${name}`);
    await trial.database.sql(`update ${TABLE} set age = 99 where id = any($1)`, [changed]);
    const left = objects - vanished.length;
    const { repaired, swept } = await trial.measure(async () => {
      const startedAt = await trial.start();
      await trial.until('the changed rows to be repaired', async () => {
        const [row] = await trial.database.sql<{ n: number }>(`select count(*)::int as n from ${TABLE} where age = 99`);
        return row?.n === 0;
      });
      const repaired = trial.clock.now() - startedAt;
      if (!trial.peer.sweepsOrphans) return { repaired, swept: undefined };
      await trial.until('the orphans to go', async () => (await trial.countRows()) === left);
      return { repaired, swept: trial.clock.now() - startedAt };
    });
    await trial.check({ objects: left, orphans: trial.peer.sweepsOrphans ? 0 : vanished.length });
    return { repaired, ...(swept === undefined ? {} : { swept }), ...cpuPerObject(trial.usage, objects) };
  },
};
