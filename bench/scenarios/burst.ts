import { namesOf } from '../lab/objects.ts';
import { CPU_METRICS, cpuPerObject, latest, WRITES_METRIC, writesPerObject } from './figures.ts';
import type { Scenario } from './scenario.ts';

const WARM_UP = 20;

export const burst: Scenario = {
  name: 'burst',
  title: 'A burst',
  about:
    'The operator is up; all objects are created as fast as the API server takes them from 32 calls at a time. Times count from the first call.',
  metrics: {
    created: { title: 'all created', unit: 'ms' },
    allRows: { title: 'all rows', unit: 'ms', isKey: true },
    allStatuses: { title: 'all rows and statuses', unit: 'ms', isKey: true },
    apiWrites: WRITES_METRIC,
    ...CPU_METRICS,
  },
  dependsOnPolicy: true,
  async run(trial, { objects }) {
    await trial.create(namesOf(WARM_UP, 'warm'));
    await trial.start();
    await trial.untilWritten(WARM_UP);
    trial.forgetWrites();
    const { startedAt, created } = await trial.measure(async () => {
      const startedAt = trial.clock.now();
      await trial.create(namesOf(objects));
      const created = trial.clock.now() - startedAt;
      await trial.untilWritten(objects, WARM_UP);
      return { startedAt, created };
    });
    await trial.check({ objects: objects + WARM_UP });
    return {
      created,
      allRows: latest((await trial.rowTimes()).values()) - startedAt,
      ...(trial.peer.writesStatus ? { allStatuses: latest(trial.lastWriteByName('status').values()) - startedAt } : {}),
      apiWrites: writesPerObject(trial, objects),
      ...cpuPerObject(trial.usage, objects),
    };
  },
};
