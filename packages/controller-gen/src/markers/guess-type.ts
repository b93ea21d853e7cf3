import { ANY, type ArgumentType, BOOL, INT, NUMBER, STRING } from './argument-type.ts';
import { readString } from './read-string.ts';
import { Scanner } from './scanner.ts';

/**
 * Guesses what an untyped value is, without consuming it: `true`, `3`, `{a, b}`, `{key: value}`, `a;b`, else a string.
 *
 * Source: `guessType` of controller-tools' pkg/markers, including that `100Mi` and `2024-01-15` are strings and that a
 * list whose first item is a number has only numbers.
 */
export function guessType(scanner: Scanner, allowList: boolean): ArgumentType {
  const text = scanner.rest();
  const single = guessSingle(text);
  return allowList && hasSemicolon(text) ? { kind: 'slice', item: single } : single;
}

/** Whether a `;` comes before the next `,`: the older notation for lists. */
function hasSemicolon(text: string): boolean {
  const scanner = silent(text);
  for (let token = scanner.scan(); ; token = scanner.scan()) {
    if (token === ';') return true;
    if (token === ',' || token === 'end') return false;
  }
}

function guessSingle(text: string): ArgumentType {
  const errors: string[] = [];
  const scanner = new Scanner(text, (message) => errors.push(message));
  const first = scanner.peekNoSpace();
  if (first === '"' || first === "'" || first === '`') return STRING;
  if (first === '{') return guessBraces(scanner);
  if (first === 't' || first === 'f') {
    scanner.scan();
    return scanner.tokenText === 'true' || scanner.tokenText === 'false' ? BOOL : STRING;
  }
  let token = scanner.scan();
  if (token === '-') token = scanner.scan();
  const endsHere = ['', ',', ';', '}'].includes(scanner.peekNoSpace());
  if (errors.length > 0 || !endsHere) return STRING;
  if (token === 'int') return INT;
  return token === 'float' ? NUMBER : STRING;
}

/** A map has a string and a colon after the brace, or nothing. */
function guessBraces(scanner: Scanner): ArgumentType {
  scanner.scan();
  const first = scanner.peekNoSpace();
  const item = guessType(scanner, false);
  if (item.kind === 'string') {
    if (first === '}') return { kind: 'map', item: ANY };
    readString(scanner, true);
    if (scanner.scan() === ':') return { kind: 'map', item: ANY };
  }
  return { kind: 'slice', item };
}

function silent(text: string): Scanner {
  return new Scanner(text, () => undefined);
}
