import type { Usage } from '../lab/meter.ts';
import type { Trial } from '../lab/trial.ts';
import type { Measures, Metric } from './scenario.ts';

/** CPU time for each object: of the whole system, and of its parts. */
export const CPU_METRICS = {
  cpuSystem: { title: 'CPU of all servers and the operator, for each object', unit: 'ms CPU', isKey: true },
  cpuOperator: { title: '… of the operator', unit: 'ms CPU', isKey: true },
  cpuApiServer: { title: '… of the API server', unit: 'ms CPU' },
  cpuEtcd: { title: '… of etcd', unit: 'ms CPU' },
  cpuPostgres: { title: '… of PostgreSQL', unit: 'ms CPU' },
} as const satisfies Readonly<Record<string, Metric>>;

export function cpuPerObject(usage: Usage | undefined, objects: number): Measures {
  if (usage === undefined) throw new Error('the trial was not measured');
  const { apiServer, etcd, postgres, operator } = usage.cpuMs;
  return {
    cpuSystem: (apiServer + etcd + postgres + operator) / objects,
    cpuOperator: operator / objects,
    cpuApiServer: apiServer / objects,
    cpuEtcd: etcd / objects,
    cpuPostgres: postgres / objects,
  };
}

export const WRITES_METRIC = { title: 'API writes for each object', unit: 'writes' } as const satisfies Metric;

/** Answered writes of any kind, refused ones included: they cost as well. */
export const writesPerObject = (trial: Trial, objects: number): number => trial.writes.length / objects;

/** The smallest value that `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const latest = (times: Iterable<number>): number => {
  let last = -Infinity;
  for (const time of times) last = Math.max(last, time);
  return last;
};

export const earliest = (times: Iterable<number>): number => {
  let first = Infinity;
  for (const time of times) first = Math.min(first, time);
  return first;
};
