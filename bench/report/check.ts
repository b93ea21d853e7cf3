import { SCENARIOS } from '../runner/catalogue.ts';
import type { Results, SeriesResult } from '../runner/results.ts';
import { formatRatio } from './format.ts';
import { ratioOf } from './ratios.ts';

/** How far two runs of the same source were seen apart at the least. */
const LEAST_NOISE = 0.1;

const isSame = (a: SeriesResult, b: SeriesResult): boolean =>
  a.scenario === b.scenario && a.objects === b.objects && a.hasPolicy === b.hasPolicy && a.databaseMs === b.databaseMs;

/**
 * Compares a run with the published one by the ratios to the tuned Go peer, which do not depend on the machine's speed.
 * @returns what is worse by more than the spread of both runs; empty: all is as it was.
 */
export function findRegressions(published: Results, now: Results): readonly string[] {
  return now.series.flatMap((series) => {
    const before = published.series.find((each) => isSame(each, series));
    const scenario = SCENARIOS.find(({ name }) => name === series.scenario);
    if (before === undefined || scenario === undefined) return [];
    const wrong = series.repetitions
      .filter(({ peer, failure }) => peer === 'ours' && failure !== undefined)
      .map(({ failure }) => `${scenario.title}: the outcome was wrong: ${failure ?? ''}`);
    const worse = Object.entries(scenario.metrics)
      .filter(([, metric]) => metric.isKey === true)
      .flatMap(([name, metric]) => {
        const [then, today] = [ratioOf(before, name, 'ours', 'go'), ratioOf(series, name, 'ours', 'go')];
        if (then === undefined || today === undefined) return [];
        const noise = Math.max(LEAST_NOISE, ...[then, today].map(({ min, max, median }) => (max - min) / median));
        if (today.median >= then.median * (1 - noise)) return [];
        return [`${scenario.title}, ${metric.title}: ${formatRatio(today)}, published ${formatRatio(then)}`];
      });
    return [...wrong, ...worse];
  });
}
