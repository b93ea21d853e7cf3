/** The interface that everything logs through. */
export type { LogFields, Logger } from './logger.ts';
/** The implementation. */
export { createLogger, type LevelledLogger, type LoggerOptions, type LogSink } from './create-logger.ts';
export { discardLogger } from './discard-logger.ts';
export { LOG_LEVELS, parseLogLevel, type LogLevel } from './level.ts';
export { stderrSink } from './stderr.ts';
