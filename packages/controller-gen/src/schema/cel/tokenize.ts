import { CelSyntaxError } from './syntax-error.ts';
import { type CelToken, type CelTokenKind, KEYWORDS } from './token.ts';

const BLANK = /(?:[\t\n\f\r ]|\/\/[^\n]*)*/y;
const ESCAPED = String.raw`\\[^]`;
/** Long strings first: `'''` would else be an empty string and the start of another. */
const STRING = [
  String.raw`[rR]"""[^]*?"""`,
  String.raw`[rR]'''[^]*?'''`,
  String.raw`[rR]"[^"\n\r]*"`,
  String.raw`[rR]'[^'\n\r]*'`,
  `"""(?:${ESCAPED}|[^\\\\])*?"""`,
  `'''(?:${ESCAPED}|[^\\\\])*?'''`,
  String.raw`"(?:\\[^\n\r]|[^\\"\n\r])*"`,
  String.raw`'(?:\\[^\n\r]|[^\\'\n\r])*'`,
].join('|');
const OPEN_STRING = /(?:[bB]?[rR]?)["']/y;

/** In the order they are tried. */
const TOKENS: readonly (readonly [kind: CelTokenKind, pattern: RegExp])[] = [
  ['bytes', new RegExp(`[bB](?:${STRING})`, 'y')],
  ['string', new RegExp(STRING, 'y')],
  ['identifier', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['double', /[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.[0-9]+(?:[eE][-+]?[0-9]+)?/y],
  ['uint', /(?:0x[0-9a-fA-F]+|[0-9]+)[uU]/y],
  ['int', /0x[0-9a-fA-F]+|[0-9]+/y],
  ['symbol', /==|!=|<=|>=|&&|\|\||[<>[\](){}.,\-!?:+*/%]/y],
];

/**
 * Cuts a CEL expression into tokens; the last one is the end. Comments run from `//` to the end of the line.
 *
 * Source: the lexical rules of the CEL language definition.
 *
 * @throws {CelSyntaxError} at a character that begins no token, or at a string that is not closed.
 */
export function tokenize(text: string): readonly CelToken[] {
  const tokens: CelToken[] = [];
  let offset = 0;
  for (;;) {
    offset += matchAt(BLANK, text, offset)?.length ?? 0;
    if (offset === text.length) return [...tokens, { kind: 'end', text: '', start: offset }];
    const token = readToken(text, offset);
    tokens.push(token);
    offset += token.text.length;
  }
}

function readToken(text: string, start: number): CelToken {
  for (const [kind, pattern] of TOKENS) {
    // An identifier may begin like a string: b, r, br.
    if (kind === 'identifier' && matchAt(OPEN_STRING, text, start) !== undefined) break;
    const found = matchAt(pattern, text, start);
    if (found !== undefined) return { kind: KEYWORDS.has(found) ? 'keyword' : kind, text: found, start };
  }
  if (matchAt(OPEN_STRING, text, start) !== undefined) throw new CelSyntaxError('a string is not closed', start);
  throw new CelSyntaxError(`"${String.fromCodePoint(text.codePointAt(start) ?? 0)}" has no place in CEL`, start);
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}
