import type { Scenario } from '../scenarios/scenario.ts';
import type { SeriesResult } from '../runner/results.ts';

/**
 * The time that the API server alone needs for the writes that a scenario asks of an operator, in ms: what no operator
 * can be faster than. Undefined where a scenario has no such bound.
 */
export function ceilingMs({ ceiling }: Scenario, { writeRates, objects, hasPolicy }: SeriesResult): number | undefined {
  if (ceiling === undefined) return undefined;
  const writes = ceiling.writes.filter((kind) => !(hasPolicy && kind === 'finalizer'));
  return writes.reduce((sum, kind) => sum + (objects / writeRates[kind].perSecond) * 1000, 0);
}
