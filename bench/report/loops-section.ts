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
    ...peers.map((peer) => describe(series.loops?.find((loop) => loop.peer === peer))),
  ]);
  return [
    `## The event loop

How late it comes to a timer that fires every millisecond, in a turn of its own for each series, from the process’s first connection to its end: p99 / p99.9 / most, in ms.

${tableOf(['', ...peers.map(titleOf)], lines)}`,
  ];
}

function describe(loop: LoopRepetition | undefined): string {
  if (loop === undefined) return '–';
  const { delay, failure = '' } = loop;
  if (delay === undefined) return `wrong outcome: ${failure.split('\n')[0] ?? ''}`;
  return [delay.p99, delay.p999, delay.max].map(formatNumber).join(' / ');
}
