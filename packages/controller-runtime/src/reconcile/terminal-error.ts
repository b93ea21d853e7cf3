/**
 * An error that trying again cannot cure: only a change of the object can.
 * Source: `reconcile.TerminalError`, with a reason that a condition can carry.
 */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
  /** CamelCase and stable, as in a condition's `reason`. */
  readonly reason: string;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** True also when the TerminalError is wrapped: looks down the `cause` chain. */
export function isTerminal(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) if (e instanceof TerminalError) return true;
  return false;
}
