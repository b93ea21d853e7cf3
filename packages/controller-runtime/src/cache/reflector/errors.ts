/** A watch was silent for too long: its connection is taken for dead. */
export class StalledWatchError extends Error {
  override readonly name = 'StalledWatchError';

  constructor(plural: string, quietForMs: number) {
    super(`watch of ${plural}: nothing heard for ${Math.round(quietForMs / 1000)} s, not even a bookmark`);
  }
}

/**
 * The server listed a state older than one that was seen before: etcd was restored to an older state, or an API server lags in spite of a
 * consistent read. Such a list is refused, again and again: taking it would delete what is merely missing. Restart the
 * process to accept the older state.
 */
export class StaleListError extends Error {
  override readonly name = 'StaleListError';

  constructor(plural: string, listed: string, seen: string) {
    super(
      `list of ${plural}: resourceVersion ${listed} is older than ${seen}, which was seen before; was etcd restored?`,
    );
  }
}

/** A page of a list was not complete in time, though perhaps a byte of it came now and then. */
export class SlowListError extends Error {
  override readonly name = 'SlowListError';

  constructor(plural: string, timeoutMs: number) {
    super(`list of ${plural}: a page was not complete within ${timeoutMs / 1000} s`);
  }
}
