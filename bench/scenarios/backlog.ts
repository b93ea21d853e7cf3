import { namesOf } from '../lab/objects.ts';
import { CPU_METRICS, cpuPerObject, earliest, latest, WRITES_METRIC, writesPerObject } from './figures.ts';
import type { Scenario } from './scenario.ts';

export const backlog: Scenario = {
  name: 'backlog',
  title: 'A backlog',
  about:
    'All objects are created while the operator is down. Times count from the start of its process, which includes the start of its runtime.',
  metrics: {
    firstRow: { title: 'first row', unit: 'ms' },
    allRows: { title: 'all rows', unit: 'ms', isKey: true },
    allStatuses: { title: 'all rows and statuses', unit: 'ms', isKey: true },
    apiWrites: WRITES_METRIC,
    ...CPU_METRICS,
  },
  dependsOnPolicy: true,
  ceiling: { measure: 'allStatuses', writes: ['finalizer', 'status'] },
  async run(trial, { objects }) {
    await trial.create(namesOf(objects));
    const startedAt = await trial.measure(async () => {
      const moment = await trial.start();
      await trial.untilWritten(objects);
      return moment;
    });
    await trial.check({ objects });
    const rows = await trial.rowTimes();
    const statuses = trial.lastWriteByName('status');
    return {
      firstRow: earliest(rows.values()) - startedAt,
      allRows: latest(rows.values()) - startedAt,
      ...(trial.peer.writesStatus ? { allStatuses: latest(statuses.values()) - startedAt } : {}),
      apiWrites: writesPerObject(trial, objects),
      ...cpuPerObject(trial.usage, objects),
    };
  },
};
