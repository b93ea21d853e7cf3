import { formatNumber } from './format.ts';
import type { Spread } from './ratios.ts';

export interface Bar {
  readonly label: string;
  readonly spread: Spread;
}

const WIDTH = 720;
const LABEL = 190;
const ROW = 30;
const TOP = 34;
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Horizontal bars with their minimum and maximum, as SVG. Readable on a light and on a dark page. */
export function drawBars(title: string, unit: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ spread }) => spread.max));
  const scale = (value: number): number => (value / most) * (WIDTH - LABEL - 130);
  const rows = bars.map(({ label, spread }, index) => {
    const y = TOP + index * ROW;
    const [middle, from, to] = [y + ROW / 2 - 4, LABEL + scale(spread.min), LABEL + scale(spread.max)];
    return `  <text x="${LABEL - 8}" y="${middle + 4}" text-anchor="end">${escape(label)}</text>
  <rect x="${LABEL}" y="${y}" width="${scale(spread.median).toFixed(1)}" height="${ROW - 10}" fill="${index === 0 ? '#2563eb' : '#8b95a5'}"/>
  <path d="M${from.toFixed(1)} ${middle}H${to.toFixed(1)}" stroke="#d97706" stroke-width="2"/>
  <text x="${(to + 8).toFixed(1)}" y="${middle + 4}">${formatNumber(spread.median)} ${escape(unit)}</text>`;
  });
  const height = TOP + bars.length * ROW + 6;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="13" fill="#6b7280">
  <text x="0" y="18" font-size="14" font-weight="bold">${escape(title)}</text>
${rows.join('\n')}
</svg>
`;
}
