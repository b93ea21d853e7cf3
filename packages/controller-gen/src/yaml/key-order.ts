import { codePoints } from './code-points.ts';

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/**
 * Compares keys as Go's YAML encoder sorts them: character by character, letters after everything else, runs of digits
 * as numbers, so that `v2` comes before `v10`.
 *
 * Source: `go.yaml.in/yaml/v2` sorter.go, `keyList.Less`.
 */
export function compareKeys(left: string, right: string): number {
  const a = codePoints(left);
  const b = codePoints(right);
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a[i] ?? '';
    const y = b[i] ?? '';
    if (x === y) continue;
    const xIsLetter = LETTER.test(x);
    const yIsLetter = LETTER.test(y);
    if (xIsLetter && yIsLetter) return byCodePoint(x, y);
    if (xIsLetter || yIsLetter) return xIsLetter ? 1 : -1;
    return compareNumbers(a, b, i) || byCodePoint(x, y);
  }
  return a.length - b.length;
}

/** Compares the runs of digits that start at `from`. A zero in the middle of a longer number counts as a digit of it. */
function compareNumbers(a: readonly string[], b: readonly string[], from: number): number {
  const lead = (a[from] === '0' || b[from] === '0') && followsNonZeroDigit(a, from) ? 1n : 0n;
  const x = digitsAt(a, from);
  const y = digitsAt(b, from);
  const byValue = valueOf(x, lead) - valueOf(y, lead);
  if (byValue !== 0n) return byValue < 0n ? -1 : 1;
  return x.length - y.length;
}

function followsNonZeroDigit(text: readonly string[], from: number): boolean {
  for (let i = from - 1; i >= 0 && DIGIT.test(text[i] ?? ''); i--) if (text[i] !== '0') return true;
  return false;
}

function digitsAt(text: readonly string[], from: number): readonly string[] {
  let end = from;
  while (end < text.length && DIGIT.test(text[end] ?? '')) end++;
  return text.slice(from, end);
}

/** As Go counts: digits of other scripts by their distance from `0`, in 64 bits that wrap around. */
function valueOf(digits: readonly string[], lead: bigint): bigint {
  return BigInt.asIntN(
    64,
    digits.reduce((sum, digit) => sum * 10n + BigInt(byCodePoint(digit, '0')), lead),
  );
}

function byCodePoint(x: string, y: string): number {
  return (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0);
}
