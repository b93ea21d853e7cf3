import { codePoints } from './code-points.ts';
import { resolvesToNonString, type GoYaml } from './plain.ts';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

const BREAKS: ReadonlySet<string> = new Set(['\n', '\r', '\u0085', '\u2028', '\u2029']);
export const isBreak = (char: string): boolean => BREAKS.has(char);

/**
 * Source: `is_printable` of the Go port of libyaml, which knows neither the tab nor anything beyond the Basic
 * Multilingual Plane.
 */
export function isPrintable(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  return code >= 0xa0 && code <= 0xffff && code !== 0xfeff && code < 0xfffe && !(code >= 0xd800 && code <= 0xdfff);
}

/** What the text of a scalar allows. Source: `yaml_emitter_analyze_scalar`. */
interface Analysis {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
  readonly multiline: boolean;
}

/** Which style the original's encoder writes a string in. A key is always on one line. */
export function styleOf(text: string, isKey: boolean, encoder: GoYaml = 'v2'): ScalarStyle {
  const allowed = analyze(text, encoder);
  const wish = wishFor(text, encoder);
  if (isKey && allowed.multiline) return 'double';
  switch (wish) {
    case 'literal':
      return allowed.block && !isKey ? 'literal' : 'double';
    case 'double':
      return 'double';
    case 'plain':
      if (allowed.plain) return 'plain';
      return allowed.single ? 'single' : 'double';
  }
}

/** Source: `encoder.stringv` of encode.go. */
function wishFor(text: string, encoder: GoYaml): 'literal' | 'double' | 'plain' {
  if (text.includes('\n')) return 'literal';
  return resolvesToNonString(text, encoder) ? 'double' : 'plain';
}

function analyze(text: string, encoder: GoYaml): Analysis {
  if (text === '') return { plain: true, single: true, block: false, multiline: false };
  const chars = codePoints(text);
  let indicators = /^(---|\.\.\.)/.test(text);
  let special = false;
  /** In v3 a tab may stand in a block. */
  let tabs = false;
  let breaks = false;
  let breakThenSpace = false;
  let spaceThenBreak = false;
  for (const [i, char] of chars.entries()) {
    const before = chars[i - 1];
    indicators ||= isIndicator(char, before, chars[i + 1]);
    if (char === '\t' && encoder === 'v3') tabs = true;
    else special ||= !isPrintable(char);
    breaks ||= isBreak(char);
    if (before === undefined) continue;
    breakThenSpace ||= isBreak(before) && char === ' ';
    spaceThenBreak ||= before === ' ' && isBreak(char);
  }
  const first = chars[0] ?? '';
  const last = chars.at(-1) ?? '';
  const edges = [first, last].some((char) => char === ' ' || isBreak(char));
  const broken = special || spaceThenBreak;
  return {
    plain: !(indicators || edges || breaks || breakThenSpace || broken || tabs),
    single: !(breakThenSpace || broken || tabs),
    block: !(last === ' ' || broken),
    multiline: breaks,
  };
}

/** Whether a character means something to YAML where it stands, in block context. */
function isIndicator(char: string, before: string | undefined, after: string | undefined): boolean {
  const blankFollows = after === undefined || after === ' ' || after === '\t';
  if (before === undefined) {
    if ('#,[]{}&*!|>\'"%@`'.includes(char)) return true;
    return (char === '?' || char === ':' || char === '-') && blankFollows;
  }
  if (char === ':') return blankFollows;
  return char === '#' && (before === ' ' || before === '\t' || isBreak(before));
}
