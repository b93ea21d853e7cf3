/** What starts together and stops together. */
export type RunnableGroupName = 'servers' | 'webhooks' | 'caches' | 'others' | 'leaders';

/** What a runnable is told besides its signal. */
export interface RunnableContext {
  /**
   * Aborts after the start signal, when the time for an orderly end is over: drop what is still in hand. At once when
   * the leader lease is lost.
   */
  readonly stopNow: AbortSignal;
}

/**
 * Something with a life of its own that the manager starts and stops.
 * Source: `manager.Runnable`, `manager.LeaderElectionRunnable`, and its warm-up.
 */
export interface Runnable {
  /** For messages. @defaultValue the class's name */
  readonly name?: string;
  /** Runs only while this process is the leader. @defaultValue true */
  readonly needLeaderElection?: boolean;
  /** When it starts and stops: see the manager. @defaultValue 'leaders', or 'others' without leader election */
  readonly group?: RunnableGroupName;
  /** Runs until `signal` aborts, then resolves once everything it started has stopped. Rejects only if it cannot go on. */
  start(signal: AbortSignal, context?: RunnableContext): Promise<void>;
  /** Called before this process is the leader, on every replica: makes a later `start` quick. Resolves when warm. */
  warmUp?(signal: AbortSignal): Promise<void>;
}
