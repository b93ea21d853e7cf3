import type { ArgumentType } from './argument-type.ts';
import { guessType } from './guess-type.ts';
import { readString } from './read-string.ts';
import type { Scanner } from './scanner.ts';
import { type MarkerData, wholeNumber } from './value.ts';

/**
 * Reads a value of a type. Returns undefined after an error, which the scanner has reported.
 *
 * Source: `Argument.parse` of controller-tools' pkg/markers.
 */
export function readValue(scanner: Scanner, type: ArgumentType, inList = false): MarkerData | undefined {
  switch (type.kind) {
    case 'int':
      return readInt(scanner);
    case 'number':
      return readNumber(scanner);
    case 'bool':
      return readBool(scanner);
    case 'string':
      return readString(scanner, false);
    case 'any':
      return readValue(scanner, guessType(scanner, !inList));
    case 'slice':
      return readList(scanner, type.item);
    case 'map':
      return readMap(scanner, type.item);
  }
}

function readInt(scanner: Scanner): number | bigint | undefined {
  const sign = readSign(scanner);
  const token = scanner.scan();
  const digits = scanner.tokenText;
  if (token !== 'int' || !/^[0-9]+$/.test(digits)) {
    scanner.fail(`expected a whole number, got ${quote(digits)}`);
    return undefined;
  }
  return wholeNumber(sign + digits);
}

function readNumber(scanner: Scanner): number | undefined {
  const sign = readSign(scanner);
  const token = scanner.scan();
  const value = Number(scanner.tokenText);
  if ((token !== 'int' && token !== 'float') || !Number.isFinite(value) || !/^[0-9.eE+-]+$/.test(scanner.tokenText)) {
    scanner.fail(`expected a number, got ${quote(scanner.tokenText)}`);
    return undefined;
  }
  return sign === '-' ? -value : value;
}

function readSign(scanner: Scanner): '-' | '' {
  if (scanner.peek() !== '-') return '';
  scanner.scan();
  return '-';
}

function readBool(scanner: Scanner): boolean | undefined {
  scanner.scan();
  if (scanner.tokenText === 'true') return true;
  if (scanner.tokenText === 'false') return false;
  scanner.fail(`expected true or false, got ${quote(scanner.tokenText)}`);
  return undefined;
}

/** `{a, b}`, or in the older notation `a;b`. */
function readList(scanner: Scanner, item: ArgumentType): readonly MarkerData[] | undefined {
  const braces = scanner.peekNoSpace() === '{';
  if (braces) scanner.scan();
  const [separator, ends] = braces ? [',', ['}', '']] : [';', [',', '}', '']];
  const items: MarkerData[] = [];
  while (!ends.includes(scanner.peekNoSpace())) {
    const value = readValue(scanner, item, true);
    if (value === undefined) return undefined;
    items.push(value);
    if (ends.includes(scanner.peekNoSpace())) break;
    if (!expect(scanner, separator)) return undefined;
  }
  return braces && !expect(scanner, '}') ? undefined : items;
}

/** `{key: value, key: value}` */
function readMap(scanner: Scanner, item: ArgumentType): Readonly<Record<string, MarkerData>> | undefined {
  if (!expect(scanner, '{')) return undefined;
  const entries: [string, MarkerData][] = [];
  while (!['}', ''].includes(scanner.peekNoSpace())) {
    const key = readString(scanner, true);
    if (key === undefined || !expect(scanner, ':')) return undefined;
    const value = readValue(scanner, item);
    if (value === undefined) return undefined;
    entries.push([key, value]);
    if (scanner.peekNoSpace() === '}') break;
    if (!expect(scanner, ',')) return undefined;
  }
  return expect(scanner, '}') ? Object.fromEntries(entries) : undefined;
}

/** Consumes `wanted`, or reports what is there instead. */
export function expect(scanner: Scanner, wanted: string): boolean {
  if (scanner.scan() === wanted) return true;
  scanner.fail(`expected "${wanted}", got ${quote(scanner.tokenText)}`);
  return false;
}

function quote(text: string): string {
  return text === '' ? 'the end of the line' : `"${text}"`;
}
