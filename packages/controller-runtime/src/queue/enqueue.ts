export interface AddOptions {
  /** Not before this many milliseconds have passed. @defaultValue 0 */
  readonly afterMs?: number;
  /** Not before the rate limiter allows it; counts as one more failure. With `afterMs`, the earlier of the two. */
  readonly rateLimited?: boolean;
  /** Higher is sooner. @defaultValue 0 */
  readonly priority?: number;
}

/** The end of a queue that events come in by. */
export interface Enqueue<in R> {
  /**
   * Makes sure that `request` will be handed out. One that waits already is not added twice: the earlier time and the
   * higher priority count. Does nothing once the queue shuts down.
   */
  add(request: R, options?: AddOptions): void;
}
