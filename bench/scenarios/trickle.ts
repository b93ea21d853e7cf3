import { setTimeout as delay } from 'node:timers/promises';
import { createObject, namesOf } from '../lab/objects.ts';
import type { Trial } from '../lab/trial.ts';
import { percentile } from './figures.ts';
import type { Measures, Metric, Scenario } from './scenario.ts';

const WARM_UP = 20;
const RATES = [10, 100] as const;

interface Created {
  readonly began: number;
  readonly answered: number;
}

/** Creates objects at an even rate, whether or not the earlier ones are answered yet. */
async function createAt(trial: Trial, rate: number, names: readonly string[]): Promise<ReadonlyMap<string, Created>> {
  const created = new Map<string, Created>();
  const calls: Promise<void>[] = [];
  const start = performance.now();
  for (const [index, name] of names.entries()) {
    const pause = start + (index * 1000) / rate - performance.now();
    if (pause > 0) await delay(pause);
    const began = trial.clock.now();
    calls.push(
      createObject(trial.client, trial.namespace, name).then(() => {
        created.set(name, { began, answered: trial.clock.now() });
      }),
    );
  }
  await Promise.all(calls);
  return created;
}

const metricsOf = (rate: number): Readonly<Record<string, Metric>> => ({
  [`row${rate}p50`]: { title: `${rate}/s: create → row, p50`, unit: 'ms', isKey: true },
  [`row${rate}p99`]: { title: `${rate}/s: create → row, p99`, unit: 'ms' },
  [`ready${rate}p50`]: { title: `${rate}/s: create → Ready, p50`, unit: 'ms', isKey: true },
  [`ready${rate}p99`]: { title: `${rate}/s: create → Ready, p99`, unit: 'ms' },
  [`call${rate}p50`]: { title: `${rate}/s: of which the create call, p50`, unit: 'ms' },
});

export const trickle: Scenario = {
  name: 'trickle',
  title: 'A trickle',
  about:
    'Objects are created at an even rate while the operator is up. Times count from before the create call to PostgreSQL’s commit of the row, and to the API server’s answer to the status write.',
  metrics: Object.assign({}, ...RATES.map(metricsOf)) as Readonly<Record<string, Metric>>,
  dependsOnPolicy: true,
  async run(trial, { objects }) {
    const warm = namesOf(WARM_UP, 'warm');
    await trial.create(warm);
    await trial.start();
    await trial.untilWritten(WARM_UP);
    const created = new Map<number, ReadonlyMap<string, Created>>();
    let count = WARM_UP;
    await trial.measure(async () => {
      for (const rate of RATES) {
        // Five seconds of each at 1,000 objects: what is created is bounded by time, not by count.
        const names = namesOf(Math.round((rate * objects) / 200), `rate-${rate}`);
        created.set(rate, await createAt(trial, rate, names));
        count += names.length;
        await trial.untilWritten(count);
      }
    });
    await trial.check({ objects: count });
    const rows = await trial.rowTimes();
    const statuses = trial.lastWriteByName('status');
    const measures: Measures[] = [...created].map(([rate, calls]) => {
      const since = (times: ReadonlyMap<string, number>): readonly number[] =>
        [...calls].map(([name, { began }]) => (times.get(name) ?? Number.NaN) - began);
      const [toRow, toReady] = [since(rows), since(statuses)];
      return {
        [`row${rate}p50`]: percentile(toRow, 0.5),
        [`row${rate}p99`]: percentile(toRow, 0.99),
        ...(trial.peer.writesStatus
          ? { [`ready${rate}p50`]: percentile(toReady, 0.5), [`ready${rate}p99`]: percentile(toReady, 0.99) }
          : {}),
        [`call${rate}p50`]: percentile(
          [...calls.values()].map(({ began, answered }) => answered - began),
          0.5,
        ),
      };
    });
    return Object.assign({}, ...measures) as Measures;
  },
};
