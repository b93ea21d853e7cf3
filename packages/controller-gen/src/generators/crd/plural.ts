import { ACRONYMS, SUFFIXES, WORDS } from './plural-rules.ts';

interface Word {
  readonly singular: string;
  readonly plural: string;
  readonly alternative: string;
  readonly oneWay: boolean;
  readonly exact: boolean;
}

const words: readonly Word[] = split(WORDS).map((entry) => {
  const [singular = '', plural = '', alternative = '', flags = ''] = entry.split('/');
  return { singular, plural, alternative, oneWay: flags.includes('o'), exact: flags.includes('x') };
});
const acronyms: ReadonlySet<string> = new Set(split(ACRONYMS));
const toPlural: ReadonlyMap<string, string> = new Map(words.map(({ singular, plural }) => [singular, plural]));
const plurals: ReadonlySet<string> = new Set(
  words.filter(({ oneWay }) => !oneWay).flatMap(({ plural, alternative }) => [plural, alternative]),
);

/** Endings, the first that fits wins: words before suffixes, later words first, and a plural stays one. */
const ENDINGS: readonly (readonly [from: string, to: string])[] = [
  ...words
    .filter(({ exact }) => !exact)
    .toReversed()
    .map(({ singular, plural }) => [singular, plural] as const),
  ...split(SUFFIXES).map((entry): readonly [string, string] => {
    const [singular = '', plural = ''] = entry.split('/');
    return [singular, plural];
  }),
].flatMap(([singular, plural]) => [[plural, plural] as const, [singular, plural] as const]);

/**
 * The plural of a kind in lower case, as the original forms it: `NetworkPolicy` → `networkpolicies`.
 *
 * Source: `flect.Pluralize`.
 */
export function pluralize(kind: string): string {
  return pluralOf(kind).toLowerCase();
}

function pluralOf(kind: string): string {
  const whole = toPlural.get(kind);
  if (whole !== undefined) return whole;
  const last = lastPart(kind);
  const lower = last.toLowerCase();
  if (plurals.has(kind) || plurals.has(lower) || last === '') return kind;
  const word = toPlural.get(lower);
  if (word !== undefined) return replaceSuffix(kind, last, word);
  const ending = ENDINGS.find(([from]) => last.endsWith(from));
  if (ending !== undefined) {
    const [from, to] = ending;
    return replaceSuffix(kind, last, last.slice(0, last.length - from.length) + to);
  }
  return lower.endsWith('s') ? kind : `${kind}s`;
}

/** The last word of a name in camel case. Known acronyms are in capitals, whatever was written. */
function lastPart(kind: string): string {
  const parts: string[] = [];
  let part = '';
  let previousIsUpper = false;
  const whole = kind.toUpperCase();
  if (acronyms.has(whole)) return whole;
  for (const char of kind) {
    const isUpper = /\p{Lu}/u.test(char);
    if (isUpper && (!previousIsUpper || acronyms.has(part.toUpperCase()))) {
      parts.push(part);
      part = '';
    }
    part += char;
    previousIsUpper = isUpper;
  }
  const upper = part.toUpperCase();
  return acronyms.has(upper) ? upper : part || (parts.at(-1) ?? '');
}

const replaceSuffix = (text: string, suffix: string, replacement: string): string =>
  (text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text) + replacement;

function split(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
