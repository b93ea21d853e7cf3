import type { Logger } from './logger.ts';

const nothing = (): void => undefined;

/** Says nothing. Source: `logr.Discard`. */
export const discardLogger: Logger = Object.freeze({
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  with: () => discardLogger,
  named: () => discardLogger,
});
