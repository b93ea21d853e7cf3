import { CelSyntaxError } from './syntax-error.ts';
import type { CelToken } from './token.ts';

const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;
const SIMPLE_ESCAPES = 'abfnrtv"\'\\?`';
const ESCAPE = /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[0-3][0-7]{2}|(.?))/gsu;
const PREFIX = /^([bB]?)([rR]?)/;

/**
 * Checks what a literal says, beyond its form: numbers must fit 64 bits, escapes must name characters.
 *
 * @param negative whether a minus belongs to the literal.
 * @throws {CelSyntaxError}
 */
export function checkLiteral(token: CelToken, negative = false): void {
  const { kind, text, start } = token;
  switch (kind) {
    case 'int':
      if (BigInt(text) > (negative ? MAX_INT + 1n : MAX_INT))
        throw new CelSyntaxError(`${text} does not fit 64 bits`, start);
      return;
    case 'uint':
      if (BigInt(text.slice(0, -1)) > MAX_UINT) throw new CelSyntaxError(`${text} does not fit 64 bits`, start);
      return;
    case 'double':
      if (!Number.isFinite(Number(text))) throw new CelSyntaxError(`${text} is too large`, start);
      return;
    case 'string':
    case 'bytes':
      checkEscapes(token);
      return;
    default:
  }
}

function checkEscapes({ kind, text, start }: CelToken): void {
  const raw = PREFIX.exec(text)?.[2] !== '';
  if (raw) return;
  for (const { 0: escape, 1: hex, 2: short, 3: long, 4: simple, index } of text.matchAll(ESCAPE)) {
    const offset = start + index;
    if (simple !== undefined && (simple === '' || !SIMPLE_ESCAPES.includes(simple))) {
      throw new CelSyntaxError(
        `unknown escape ${escape}; a backslash is written \\\\, or in a raw string r'…'`,
        offset,
      );
    }
    const unicode = short ?? long;
    if (hex !== undefined || unicode === undefined) continue;
    if (kind === 'bytes') throw new CelSyntaxError(`${escape} is for text, not for bytes`, offset);
    const code = Number.parseInt(unicode, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      throw new CelSyntaxError(`${escape} is no character`, offset);
  }
}
