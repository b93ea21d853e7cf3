/** The times of an election. Source: `leaderelection.LeaderElectionConfig`, with its defaults. */
export interface LeaseTimes {
  /** How long others wait for a holder that does not renew. Whole seconds. @defaultValue 15_000 */
  readonly leaseDurationMs: number;
  /** A holder that cannot renew gives up after this time. @defaultValue 10_000 */
  readonly renewDeadlineMs: number;
  /** Between two tries. @defaultValue 2_000 */
  readonly retryPeriodMs: number;
}

/** A wait between two tries is longer than the period by up to this part of it. Source: `leaderelection.JitterFactor`. */
export const JITTER_FACTOR = 1.2;

/** Fills in the defaults; throws a `RangeError` when the times cannot work together. */
export function resolveLeaseTimes(times: Partial<LeaseTimes>): LeaseTimes {
  const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2_000 } = times;
  const given = `leaseDurationMs ${leaseDurationMs}, renewDeadlineMs ${renewDeadlineMs}, retryPeriodMs ${retryPeriodMs}`;
  if (!(retryPeriodMs > 0)) throw new RangeError(`retryPeriodMs must be above 0: ${given}`);
  if (!(renewDeadlineMs > retryPeriodMs * JITTER_FACTOR)) {
    throw new RangeError(`renewDeadlineMs must be above ${JITTER_FACTOR} times retryPeriodMs: ${given}`);
  }
  if (!(leaseDurationMs > renewDeadlineMs))
    throw new RangeError(`leaseDurationMs must be above renewDeadlineMs: ${given}`);
  if (leaseDurationMs % 1000 !== 0) throw new RangeError(`a lease counts whole seconds: ${given}`);
  return Object.freeze({ leaseDurationMs, renewDeadlineMs, retryPeriodMs });
}
