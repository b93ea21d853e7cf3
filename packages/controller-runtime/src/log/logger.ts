/** Fields of a log line. `undefined` values are left out. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * A structured logger: a constant message and fields, never a message built from values.
 * Source: `logr.Logger`, with levels by name.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `error` is logged with its cause chain. */
  error(message: string, error: Error | undefined, fields?: LogFields): void;
  /** A logger that adds `fields` to each of its lines. */
  with(fields: LogFields): Logger;
  /** A logger whose `logger` field has `name` appended after a dot. */
  named(name: string): Logger;
}
