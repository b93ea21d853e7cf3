import type { Metric } from '../scenarios/scenario.ts';
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
