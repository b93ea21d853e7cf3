import type { SeriesResult } from '../runner/results.ts';
import { tableOf } from './format.ts';
import { GOALS, type Goal } from './goals.ts';

/** What was set out to be reached, what was, and where it was not, why. */
export function goalsSection(all: readonly SeriesResult[]): string {
  const lines = GOALS.map(({ subject, goal, reached, because }) => [subject, goal, ...verdict(reached(all), because)]);
  return `## The goals

Set before it was measured. Off and on: whether the API server sets the finalizer at admission. A ratio is the peer’s time divided by ours; where both differ in the finalizer at admission, the line says so.

${tableOf(['', 'goal', 'reached', 'falls short because'], lines)}`;
}

function verdict(reached: ReturnType<Goal['reached']>, because = 'not known yet'): readonly string[] {
  if (reached === undefined) return ['not measured in the published runs', ''];
  return [`${reached.isMet ? '✓' : '✗'} ${reached.text}`, reached.isMet ? '' : because];
}
