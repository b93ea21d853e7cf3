import { untilQuiet } from '../lab/quiet.ts';
import { namesOf } from '../lab/objects.ts';
import type { Trial } from '../lab/trial.ts';
import { CPU_METRICS, cpuPerObject } from './figures.ts';
import type { Scenario } from './scenario.ts';

export const restart: Scenario = {
  name: 'restart',
  title: 'A restart with everything in order',
  about:
    'The operator starts on objects whose rows and statuses are right. It has to find that out and to write nothing. Done is when its process has used no CPU for 1.5 s; the time counts from its start to its last work.',
  metrics: {
    done: { title: 'start to done', unit: 'ms', isKey: true },
    apiWrites: { title: 'API writes in all', unit: 'writes' },
    rowWrites: { title: 'rows written', unit: 'rows' },
    walBytes: { title: 'WAL', unit: 'bytes' },
    ...CPU_METRICS,
  },
  dependsOnPolicy: false,
  async run(trial, { objects }) {
    await trial.settle(namesOf(objects));
    const versions = await trial.rowVersions();
    const walBefore = await walPosition(trial);
    trial.forgetWrites();
    const done = await trial.measure(async () => {
      const startedAt = await trial.start();
      return (await untilQuiet(trial.operatorPid, trial.clock)) - startedAt;
    });
    const wal = (await walPosition(trial)) - walBefore;
    await trial.check({ objects });
    return {
      done,
      apiWrites: trial.writes.length,
      rowWrites: changed(versions, await trial.rowVersions()),
      walBytes: wal,
      ...cpuPerObject(trial.usage, objects),
    };
  },
};

async function walPosition(trial: Trial): Promise<number> {
  const [row] = await trial.database.sql<{ at: number }>(
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as at`,
  );
  return row?.at ?? Number.NaN;
}

const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number =>
  [...after].filter(([id, version]) => before.get(id) !== version).length;
