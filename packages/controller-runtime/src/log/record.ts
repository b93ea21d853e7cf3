import { errorFields } from './error-fields.ts';
import type { LogLevel } from './level.ts';
import type { LogFields } from './logger.ts';

/** One log line before it is text. */
export interface LogRecord {
  readonly level: LogLevel;
  /** RFC 3339 with milliseconds. */
  readonly ts: string;
  readonly logger: string;
  readonly message: string;
  readonly error: Error | undefined;
  readonly fields: LogFields;
  /** Show every error's stack, not only that of mistakes in the program. */
  readonly withStack: boolean;
}

/** The fields of a record in the order of a line, without those that are undefined; the error's own come first. */
export function fieldsOf({ error, fields, withStack }: LogRecord): readonly (readonly [string, unknown])[] {
  const ofError = error === undefined ? [] : Object.entries(errorFields(error, { withStack }));
  return [...ofError, ...Object.entries(fields)].filter(([, value]) => value !== undefined);
}
