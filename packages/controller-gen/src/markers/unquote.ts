const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\u000b'],
  ['\\', '\\'],
  ['"', '"'],
]);
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.?))/gsu;

/**
 * The text of a Go string literal: `"…"` with escapes, or a raw one between back quotes.
 *
 * @throws {SyntaxError} on an escape that Go does not know.
 */
export function unquote(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner.replaceAll('\r', '');
  return inner.replaceAll(
    ESCAPE,
    (escape: string, x?: string, u?: string, U?: string, octal?: string, simple?: string) => {
      const hex = x ?? u ?? U;
      if (hex !== undefined) return character(Number.parseInt(hex, 16), escape);
      if (octal !== undefined) return character(Number.parseInt(octal, 8), escape);
      const known = SIMPLE.get(simple ?? '');
      if (known === undefined)
        throw new SyntaxError(`unknown escape ${escape} in a string; between back quotes nothing is escaped`);
      return known;
    },
  );
}

function character(code: number, escape: string): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new SyntaxError(`${escape} is no character`);
  return String.fromCodePoint(code);
}
