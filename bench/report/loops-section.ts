import { scenarioNamed } from '../runner/catalogue.ts';
import type { LoopRepetition, SeriesResult } from '../runner/results.ts';
import { describeCircumstances, formatNumber, tableOf } from './format.ts';
import { peersOf, titleOf } from './peers.ts';

/** How late the event loops of the peers on Node came. Empty where none was measured. */
export function loopsSection(all: readonly SeriesResult[]): readonly string[] {
  const measured = all.filter(({ loops = [] }) => loops.length > 0);
  if (measured.length === 0) return [];
  const peers = peersOf(measured.flatMap(({ loops = [] }) => loops));
  const lines = measured.map((series) => [
    `${scenarioNamed(series.scenario)?.title ?? series.scenario}, ${describeCircumstances(series)}`,
    ...peers.flatMap((peer) => describe(series.loops?.find((loop) => loop.peer === peer))),
  ]);
  return [
    `## The event loop

As a timer sees it that is due every millisecond, in a turn of its own for each series, from the process’s first connection to its end: the work of the loop’s own thread between two calls, and how late the calls were, for which others on the same cores count as well. p99 / p99.9 / most, in ms.

${tableOf(['', ...peers.flatMap((peer) => [`${titleOf(peer)}: work`, 'late'])], lines)}`,
  ];
}

function describe(loop: LoopRepetition | undefined): readonly string[] {
  const { delay, failure } = loop ?? {};
  if (delay === undefined) return [failure === undefined ? '–' : `wrong outcome: ${failure.split('\n')[0] ?? ''}`, '–'];
  return [delay.work, delay.late].map(({ p99, p999, max }) => [p99, p999, max].map(formatNumber).join(' / '));
}
