import type { SeriesResult } from '../runner/results.ts';

/** Several values of one figure. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.filter((value) => Number.isFinite(value)).toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return undefined;
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? min;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
  return { median, min, max };
}

/** The values of a metric, by round, of a peer's repetitions that had the right outcome. */
export function valuesOf({ repetitions }: SeriesResult, peer: string, metric: string): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const repetition of repetitions) {
    const value = repetition.measures?.[metric];
    if (repetition.peer === peer && value !== undefined && Number.isFinite(value)) values.set(repetition.round, value);
  }
  return values;
}

export const spreadFor = (series: SeriesResult, peer: string, metric: string): Spread | undefined =>
  spreadOf([...valuesOf(series, peer, metric).values()]);

/** One figure divided by another that was not measured next to it: as far apart as both could be. */
export function quotientOf(one: Spread | undefined, other: Spread | undefined): Spread | undefined {
  if (one === undefined || other === undefined || other.min <= 0) return undefined;
  return { median: one.median / other.median, min: one.min / other.max, max: one.max / other.min };
}

/** How many times more `other` needs than `base`, round by round: the two of one round ran next to each other. */
export function ratioOf(series: SeriesResult, metric: string, base: string, other: string): Spread | undefined {
  const bases = valuesOf(series, base, metric);
  return spreadOf(
    [...valuesOf(series, other, metric)].flatMap(([round, value]) => {
      const against = bases.get(round);
      return against === undefined || against <= 0 ? [] : [value / against];
    }),
  );
}
