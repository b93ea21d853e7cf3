import type { SeriesResult } from '../runner/results.ts';
import { scenarioNamed } from '../runner/catalogue.ts';
import { ceilingMs } from './ceiling.ts';
import { formatNumber, formatRatio } from './format.ts';
import { quotientOf, ratioOf, type Spread, spreadFor, spreadOf } from './ratios.ts';

/** What was set out to be reached. */
export interface Goal {
  readonly subject: string;
  readonly goal: string;
  /** Undefined where the published runs did not measure it. */
  readonly reached: (all: readonly SeriesResult[]) => Reached | undefined;
  /** What stands in the way, as far as it is known. Shown where the goal is missed. */
  readonly because?: string;
}

export interface Reached {
  readonly text: string;
  readonly isMet: boolean;
}

/** Which series a goal is about. */
interface Circumstances {
  readonly scenario: string;
  readonly objects: number;
  /** @defaultValue false */
  readonly hasPolicy?: boolean;
  readonly databaseMs?: number;
}

const find = (
  all: readonly SeriesResult[],
  { scenario, objects, hasPolicy = false, databaseMs }: Circumstances,
): SeriesResult | undefined =>
  all.find(
    (series) =>
      series.scenario === scenario &&
      series.objects === objects &&
      series.hasPolicy === hasPolicy &&
      series.databaseMs === databaseMs,
  );

type Judge = Goal['reached'];

const judge = (spread: Spread | undefined, text: (spread: Spread) => string, isMet: (spread: Spread) => boolean) =>
  spread === undefined ? undefined : { text: text(spread), isMet: isMet(spread) };

/** The peer needs so many times what ours does, both in the same series. */
const atLeast =
  (least: number, where: Circumstances, metric: string, peer = 'go'): Judge =>
  (all) => {
    const series = find(all, where);
    return judge(series && ratioOf(series, metric, 'ours', peer), formatRatio, ({ median }) => median >= least);
  };

/** The same, ours with the finalizer at admission and the peer without it. */
const atLeastCrossed =
  (least: number, where: Circumstances, metric: string): Judge =>
  (all) => {
    const [on, off] = [find(all, { ...where, hasPolicy: true }), find(all, where)];
    const ratio = quotientOf(off && spreadFor(off, 'go', metric), on && spreadFor(on, 'ours', metric));
    return judge(ratio, formatRatio, ({ median }) => median >= least);
  };

/** Ours is no more than that, with tuned Go's beside it where it was there. */
const atMost =
  (most: number, where: Circumstances, metric: string): Judge =>
  (all) => {
    const series = find(all, where);
    if (series === undefined) return undefined;
    const unit = scenarioNamed(where.scenario)?.metrics[metric]?.unit ?? '';
    const theirs = spreadFor(series, 'go', metric);
    const beside = theirs === undefined ? '' : `; Go ${formatNumber(theirs.median)}`;
    const text = ({ median, min, max }: Spread): string =>
      `${formatNumber(median)} ${unit} (${formatNumber(min)}–${formatNumber(max)})${beside}`;
    return judge(spreadFor(series, 'ours', metric), text, ({ median }) => median <= most);
  };

/** The API server's bare rate of these writes is reached so far, with tuned Go's share beside it. */
const shareOfCeiling =
  (percent: number, where: Circumstances): Judge =>
  (all) => {
    const [series, scenario] = [find(all, where), scenarioNamed(where.scenario)];
    if (series === undefined || scenario === undefined) return undefined;
    const { measure = '' } = scenario.ceiling ?? {};
    const whole = spreadOf([(ceilingMs(scenario, series) ?? Number.NaN) * 100]);
    const shareOf = (peer: string): Spread | undefined => quotientOf(whole, spreadFor(series, peer, measure));
    const theirs = shareOf('go');
    const beside = theirs === undefined ? '' : `; Go ${formatNumber(theirs.median)} %`;
    const text = ({ median, min, max }: Spread): string =>
      `${formatNumber(median)} % (${formatNumber(min)}–${formatNumber(max)})${beside}`;
    return judge(shareOf('ours'), text, ({ median }) => median >= percent);
  };

/** Every one of several goals. */
const both =
  (...judges: readonly Judge[]): Judge =>
  (all) => {
    const parts = judges.map((each) => each(all)).filter((part) => part !== undefined);
    if (parts.length < judges.length) return undefined;
    return { text: parts.map(({ text }) => text).join(' / '), isMet: parts.every(({ isMet }) => isMet) };
  };

/** No stretch of the loop's own work is longer, at p99.9, in any series. */
const loopWithin =
  (mostMs: number): Judge =>
  (all) => {
    const delays = all
      .flatMap(({ loops = [] }) => loops)
      .flatMap(({ peer, delay }) => (peer === 'ours' && delay !== undefined ? [delay] : []));
    const late = spreadOf(delays.map((delay) => delay.late.p999));
    const beside = late === undefined ? '' : `; late by ${formatNumber(late.max)} ms, the waiting for a CPU included`;
    const text = ({ max }: Spread): string =>
      `${formatNumber(max)} ms in the worst of ${delays.length} series${beside}`;
    return judge(spreadOf(delays.map(({ work }) => work.p999)), text, ({ max }) => max <= mostMs);
  };

const backlog = { scenario: 'backlog', objects: 10_000 } as const;
const backlogOn = { ...backlog, hasPolicy: true } as const;
const trickle = { scenario: 'trickle', objects: 1_000 } as const;
const trickleOn = { ...trickle, hasPolicy: true } as const;
const [restart10k, restart100k] = [10_000, 100_000].map((objects) => ({ scenario: 'restart', objects })) as [
  Circumstances,
  Circumstances,
];
const idleAt = (objects: number): Circumstances => ({ scenario: 'idle', objects });

/** All of them, in the order of the report. Why one is missed is written here and nowhere else. */
export const GOALS: readonly Goal[] = [
  {
    subject: 'backlog 10k: all rows and statuses, off for both',
    goal: '≥ 1.5× tuned Go',
    reached: atLeast(1.5, backlog, 'allStatuses'),
  },
  {
    subject: 'backlog 10k: all rows and statuses, on for both',
    goal: '≥ 1.5× tuned Go',
    reached: atLeast(1.5, backlogOn, 'allStatuses'),
  },
  {
    subject: 'backlog 10k: all rows and statuses, ours on, Go off',
    goal: '≥ 2.8× tuned Go',
    reached: atLeastCrossed(2.8, backlog, 'allStatuses'),
  },
  {
    subject: 'backlog 10k: all rows, off for both',
    goal: '≥ 3× tuned Go',
    reached: atLeast(3, backlog, 'allRows'),
  },
  {
    subject: 'backlog 10k: all rows, ours on, Go off',
    goal: '≥ 25× tuned Go',
    reached: atLeastCrossed(25, backlog, 'allRows'),
  },
  {
    subject: 'CPU of all servers and the operator for each object, off / on',
    goal: '≤ 5.5 / ≤ 2.8 ms',
    reached: both(atMost(5.5, backlog, 'cpuSystem'), atMost(2.8, backlogOn, 'cpuSystem')),
  },
  {
    subject: 'CPU of the operator for each object, ledger included, off / on',
    goal: '≤ 0.6 / ≤ 0.6 ms',
    reached: both(atMost(0.6, backlog, 'cpuOperator'), atMost(0.6, backlogOn, 'cpuOperator')),
  },
  {
    subject: 'share of the ceiling reached, off / on',
    goal: '≥ 90 / ≥ 90 %',
    reached: both(shareOfCeiling(90, backlog), shareOfCeiling(90, backlogOn)),
  },
  {
    subject: 'trickle of 10/s and of 100/s: create → row, p50, off for both',
    goal: '≥ 1× tuned Go',
    reached: both(atLeast(1, trickle, 'row10p50'), atLeast(1, trickle, 'row100p50')),
  },
  {
    subject: 'trickle of 10/s and of 100/s: create → row, p50, on for both',
    goal: '≥ 1.67× tuned Go',
    reached: both(atLeast(1.67, trickleOn, 'row10p50'), atLeast(1.67, trickleOn, 'row100p50')),
    because: 'The create call is most of this time, and it is the same for both.',
  },
  {
    subject: 'trickle of 10/s and of 100/s: create → row, p50, ours on, Go off',
    goal: '≥ 1.67× tuned Go',
    reached: both(atLeastCrossed(1.67, trickle, 'row10p50'), atLeastCrossed(1.67, trickle, 'row100p50')),
  },
  {
    subject: 'restart with 10k / 100k in order',
    goal: '≥ 3.5× / ≥ 5× tuned Go',
    reached: both(atLeast(3.5, restart10k, 'done'), atLeast(5, restart100k, 'done')),
  },
  { subject: 'restart with 100k in order', goal: '≤ 8 s', reached: atMost(8_000, restart100k, 'done') },
  {
    subject: 'restart with 10k in order, database 2.5 ms away',
    goal: '≥ 10× tuned Go',
    reached: atLeast(10, { ...restart10k, databaseMs: 2.5 }, 'done'),
  },
  {
    subject: 'tail of 10k deletes after the last DELETE call',
    goal: '≥ 10× tuned Go',
    reached: atLeast(10, { scenario: 'deletes', objects: 10_000 }, 'tail'),
  },
  {
    subject: 'API writes: create without / with the finalizer at admission, update, delete',
    goal: '≤ 2 / 1 / 1 / 1',
    reached: both(
      atMost(2, backlog, 'apiWrites'),
      atMost(1, backlogOn, 'apiWrites'),
      atMost(1, { scenario: 'updates', objects: 10_000 }, 'apiWrites'),
      atMost(1, { scenario: 'deletes', objects: 10_000 }, 'apiWrites'),
    ),
  },
  {
    subject: 'restart with 100k in order: API writes / rows written',
    goal: '0 / 0',
    reached: both(atMost(0, restart100k, 'apiWrites'), atMost(0, restart100k, 'rowWrites')),
  },
  {
    subject: 'memory after a restart, at 1k / 10k / 100k objects',
    goal: '≤ 100 / ≤ 120 / ≤ 220 MB',
    reached: both(
      atMost(100, idleAt(1_000), 'restartedMb'),
      atMost(120, idleAt(10_000), 'restartedMb'),
      atMost(220, idleAt(100_000), 'restartedMb'),
    ),
  },
  {
    subject: 'at rest with 100k objects: CPU / API writes in 20 s',
    goal: '≤ 5 millicores / 0',
    reached: both(atMost(5, idleAt(100_000), 'millicores'), atMost(0, idleAt(100_000), 'apiWrites')),
  },
  {
    subject: 'backlog 1k: all rows against the tutorial’s original, off / on',
    goal: '≥ 13× / ≥ 25×',
    reached: both(
      atLeast(13, { scenario: 'backlog', objects: 1_000 }, 'allRows', 'go-tutorial'),
      atLeast(25, { scenario: 'backlog', objects: 1_000, hasPolicy: true }, 'allRows', 'go-tutorial'),
    ),
  },
  { subject: 'event loop: its longest block of work, p99.9, in any series', goal: '≤ 50 ms', reached: loopWithin(50) },
];
