import { didYouMean } from '../diagnostics/suggest.ts';
import type { ArgumentDefinition, MarkerDefinition, MarkerValue } from './definition.ts';
import { expect, readValue } from './read-value.ts';
import { Scanner } from './scanner.ts';
import type { MarkerData } from './value.ts';

/** A marker's text, cut at the `=`. `a:b:c=x` is the value x of `a:b:c`, or the argument c of `a:b`. */
export interface MarkerText {
  /** Without the leading `+`. */
  readonly text: string;
  /** Everything before the `=`. */
  readonly fullName: string;
  /** The full name without its last part. */
  readonly parentName: string;
  /** Everything after the `=`. */
  readonly rest: string;
}

/** Source: `splitMarker` of controller-tools' pkg/markers. */
export function splitMarker(text: string): MarkerText {
  const equals = text.indexOf('=');
  if (equals === -1) return { text, fullName: text, parentName: text, rest: '' };
  const fullName = text.slice(0, equals);
  const colon = fullName.lastIndexOf(':');
  return {
    text,
    fullName,
    parentName: colon === -1 ? fullName : fullName.slice(0, colon),
    rest: text.slice(equals + 1),
  };
}

/** Called with a message and the offset in the marker's text (without `+`) that it is about. */
export type ReportError = (message: string, offset: number) => void;

/** Reads what a marker says, as its definition has it. Returns undefined after an error, which was reported. */
export function parseMarker(
  definition: MarkerDefinition,
  marker: MarkerText,
  report: ReportError,
): MarkerValue | undefined {
  const afterEquals = marker.text.length - marker.rest.length;
  if (definition.parse !== undefined) return parseSpecial(definition.parse, marker.rest, afterEquals, report);
  // In `a:b:c=x,d=y` of a marker `a:b` the first argument is glued to the name.
  const glued =
    definition.shape.kind === 'arguments' && marker.fullName.length > marker.parentName.length
      ? `${marker.fullName.slice(marker.parentName.length + 1)}=`
      : '';
  const errors: string[] = [];
  const scanner = new Scanner(glued + marker.rest, (message, offset) => {
    errors.push(message);
    report(message, Math.min(afterEquals - glued.length + offset, Math.max(0, marker.text.length - 1)));
  });
  const parsed = readShape(definition, scanner);
  if (errors.length === 0 && scanner.peekNoSpace() !== '') {
    scanner.scan();
    scanner.fail(
      `+${definition.name} takes ${whatItTakes(definition)}; "${scanner.text.slice(scanner.tokenStart)}" is too much`,
    );
  }
  return errors.length > 0 ? undefined : parsed;
}

function parseSpecial(
  parse: (text: string) => MarkerData,
  rest: string,
  offset: number,
  report: ReportError,
): MarkerValue | undefined {
  try {
    return parse(rest);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    report(thrown.message, offset);
    return undefined;
  }
}

function readShape({ name, shape }: MarkerDefinition, scanner: Scanner): MarkerValue | undefined {
  switch (shape.kind) {
    case 'flag':
      return true;
    case 'value':
      if (scanner.peek() !== '') return readValue(scanner, shape.argument.type);
      if (shape.argument.optional === true) return '';
      scanner.fail(`+${name} needs a value`, 0);
      return undefined;
    case 'arguments':
      return readArguments(name, shape.arguments, scanner);
  }
}

function readArguments(
  name: string,
  definitions: Readonly<Record<string, ArgumentDefinition>>,
  scanner: Scanner,
): MarkerValue | undefined {
  const values = new Map<string, MarkerData>();
  while (scanner.peek() !== '') {
    if (scanner.scan() !== 'identifier') {
      scanner.fail(`expected the name of an argument, got "${scanner.tokenText}"`);
      return undefined;
    }
    const argument = scanner.tokenText;
    const definition = Object.hasOwn(definitions, argument) ? definitions[argument] : undefined;
    if (definition === undefined) {
      scanner.fail(`+${name} has no argument "${argument}".${didYouMean(argument, Object.keys(definitions))}`);
      return undefined;
    }
    if (!expect(scanner, '=')) return undefined;
    const value = readValue(scanner, definition.type);
    if (value === undefined) return undefined;
    values.set(argument, value);
    if (scanner.peekNoSpace() === '') break;
    if (!expect(scanner, ',')) return undefined;
  }
  for (const [argument, { optional }] of Object.entries(definitions)) {
    if (optional !== true && !values.has(argument)) scanner.fail(`+${name} needs the argument "${argument}"`, 0);
  }
  return Object.fromEntries(values);
}

function whatItTakes({ shape }: MarkerDefinition): string {
  switch (shape.kind) {
    case 'flag':
      return 'no value';
    case 'value':
      return 'one value';
    case 'arguments':
      return `the arguments ${Object.keys(shape.arguments).join(', ')}`;
  }
}
