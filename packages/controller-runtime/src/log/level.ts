/** From the most talkative to the most silent. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Higher is more severe. */
export const severityOf = (level: LogLevel): number => LOG_LEVELS.indexOf(level);

/** Throws a `RangeError` that names the accepted levels. */
export function parseLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((candidate) => candidate === text.toLowerCase());
  if (level === undefined) throw new RangeError(`log level must be one of ${LOG_LEVELS.join(', ')}, got "${text}"`);
  return level;
}
