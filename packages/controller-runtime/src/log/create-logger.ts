import { systemClock, type Clock } from '../internal/clock/clock.ts';
import { toRfc3339Millis } from '../internal/clock/rfc3339.ts';
import { formatConsole } from './console-format.ts';
import { formatJson } from './json-format.ts';
import { severityOf, type LogLevel } from './level.ts';
import type { LogFields, Logger } from './logger.ts';
import type { LogRecord } from './record.ts';
import { stderrSink } from './stderr.ts';

/** Where lines go. */
export interface LogSink {
  /** Takes one line, its end included. */
  write(line: string): void;
  /** People read it: decides the default format. @defaultValue false */
  readonly isTerminal?: boolean;
  /** @defaultValue false */
  readonly colours?: boolean;
}

export interface LoggerOptions {
  /** Lines below it are dropped. Can be changed later: {@link LevelledLogger.level}. @defaultValue 'info' */
  readonly level?: LogLevel;
  /** @defaultValue 'console' in a terminal, else 'json' */
  readonly format?: 'json' | 'console';
  /** @defaultValue standard error */
  readonly sink?: LogSink;
  /** @defaultValue the system's */
  readonly clock?: Clock;
}

/** A logger whose level can be changed while it runs: for itself and for every logger made from it. */
export interface LevelledLogger extends Logger {
  level: LogLevel;
}

/** What a family of loggers shares. */
interface Core {
  level: LogLevel;
  readonly format: (record: LogRecord) => string;
  readonly sink: LogSink;
  readonly clock: Clock;
}

/**
 * Makes a logger. It never throws: what cannot be said as JSON (cycles, bigints) becomes text, and a sink that fails
 * loses the line.
 *
 * The stack of an error is shown at level debug, and always when the error is a mistake in the program (a TypeError …):
 * for expected failures such as a conflict it only hides the message.
 */
export function createLogger(options: LoggerOptions = {}): LevelledLogger {
  const { level = 'info', sink = stderrSink(), clock = systemClock } = options;
  const { format = sink.isTerminal === true ? 'console' : 'json' } = options;
  const colours = sink.colours ?? false;
  return new StructuredLogger(
    { level, sink, clock, format: format === 'json' ? formatJson : (record) => formatConsole(record, { colours }) },
    '',
    {},
  );
}

class StructuredLogger implements LevelledLogger {
  readonly #core: Core;
  readonly #name: string;
  readonly #fields: LogFields;

  constructor(core: Core, name: string, fields: LogFields) {
    this.#core = core;
    this.#name = name;
    this.#fields = fields;
  }

  get level(): LogLevel {
    return this.#core.level;
  }

  set level(level: LogLevel) {
    this.#core.level = level;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, undefined, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, undefined, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, undefined, fields);
  }

  error(message: string, error: Error | undefined, fields?: LogFields): void {
    this.#write('error', message, error, fields);
  }

  with(fields: LogFields): Logger {
    return new StructuredLogger(this.#core, this.#name, { ...this.#fields, ...fields });
  }

  named(name: string): Logger {
    return new StructuredLogger(this.#core, this.#name === '' ? name : `${this.#name}.${name}`, this.#fields);
  }

  #write(level: LogLevel, message: string, error: Error | undefined, fields: LogFields = {}): void {
    const { clock, format, level: threshold, sink } = this.#core;
    if (severityOf(level) < severityOf(threshold)) return;
    const ts = toRfc3339Millis(clock.now());
    const all = { ...this.#fields, ...fields };
    try {
      sink.write(
        `${format({ level, ts, logger: this.#name, message, error, fields: all, withStack: threshold === 'debug' })}\n`,
      );
    } catch {
      // A full disk must not stop the operator, and the log is the only place where this could be said.
    }
  }
}
