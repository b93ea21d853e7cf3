import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';
import { each, namesOf } from '../lab/objects.ts';
import { CPU_METRICS, cpuPerObject, latest, WRITES_METRIC, writesPerObject } from './figures.ts';
import type { Scenario } from './scenario.ts';

export const deletes: Scenario = {
  name: 'deletes',
  title: 'All objects deleted',
  about:
    'The operator is up and everything in order; then each object is deleted, 32 calls at a time. The tail counts from the answer to the last DELETE call to the API server’s answer to the last removal of a finalizer.',
  metrics: {
    tail: { title: 'tail after the last DELETE call', unit: 'ms', isKey: true },
    whole: { title: 'first DELETE call to last object gone', unit: 'ms', isKey: true },
    apiWrites: WRITES_METRIC,
    ...CPU_METRICS,
  },
  dependsOnPolicy: false,
  async run(trial, { objects }) {
    const names = namesOf(objects);
    await trial.create(names);
    await trial.start();
    await trial.untilWritten(objects);
    trial.forgetWrites();
    const { first, last } = await trial.measure(async () => {
      const first = trial.clock.now();
      await each(names, (name) => trial.client.delete(PostgresWriter, { namespace: trial.namespace, name }));
      const last = trial.clock.now();
      await trial.until('all objects gone', () => trial.lastWriteByName('').size >= objects);
      return { first, last };
    });
    await trial.check({ objects: 0 });
    const gone = latest(trial.lastWriteByName('').values());
    return {
      tail: Math.max(0, gone - last),
      whole: gone - first,
      apiWrites: writesPerObject(trial, objects),
      ...cpuPerObject(trial.usage, objects),
    };
  },
};
