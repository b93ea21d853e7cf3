import type { Scanner } from './scanner.ts';
import { unquote } from './unquote.ts';

/**
 * Reads a string: quoted, between back quotes, or bare up to the next `,`, `;` or `}` (inside a map also `:`).
 * Returns undefined after an error, which the scanner has reported.
 */
export function readString(scanner: Scanner, inMap: boolean): string | undefined {
  scanner.plainDigits = true;
  try {
    const token = scanner.scan();
    if (token === 'string' || token === 'raw') return unquoteToken(scanner);
    return readBare(scanner, token, inMap);
  } finally {
    scanner.plainDigits = false;
  }
}

function unquoteToken(scanner: Scanner): string | undefined {
  try {
    return unquote(scanner.tokenText);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    scanner.fail(thrown.message);
    return undefined;
  }
}

function readBare(scanner: Scanner, first: string, inMap: boolean): string | undefined {
  const isDelimiter = (char: string): boolean => ['', ',', ';', '}'].includes(char) || (inMap && char === ':');
  const start = scanner.tokenStart;
  if (first === 'end') return '';
  if (isDelimiter(first)) {
    scanner.fail(`expected a value before "${first}"; an empty string is ""`);
    return undefined;
  }
  let end = scanner.offset;
  while (!isDelimiter(scanner.peekNoSpace())) {
    scanner.scan();
    end = scanner.offset;
  }
  return scanner.text.slice(start, end);
}
