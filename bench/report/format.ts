import type { Metric } from '../scenarios/scenario.ts';
import type { SeriesResult } from '../runner/results.ts';
import { scenarioNamed } from '../runner/catalogue.ts';
import type { Spread } from './ratios.ts';

/** Three significant digits, thousands separated. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: Math.min(digits, 3) });
}

export function formatValue(spread: Spread | undefined, { unit }: Metric): string {
  if (spread === undefined) return '–';
  return `${formatNumber(spread.median)} ${unit} (${formatNumber(spread.min)}–${formatNumber(spread.max)})`;
}

export function formatRatio(spread: Spread | undefined): string {
  if (spread === undefined) return '–';
  return `${spread.median.toFixed(2)}× (${spread.min.toFixed(2)}–${spread.max.toFixed(2)})`;
}

/** A table of Markdown. */
export function tableOf(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(header), row(header.map(() => '---')), ...lines.map(row)].join('\n');
}

/** Under what a series was measured. */
export function describeCircumstances({ scenario, objects, hasPolicy, databaseMs }: SeriesResult): string {
  const isPolicyTold = scenarioNamed(scenario)?.dependsOnPolicy === true;
  const policy = isPolicyTold ? `, finalizer at admission ${hasPolicy ? 'on for all' : 'off for all'}` : '';
  return `${objects.toLocaleString('en')} objects${policy}${databaseMs === undefined ? '' : `, database ${databaseMs} ms away`}`;
}
