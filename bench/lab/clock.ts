/**
 * Epoch milliseconds with fractions, by the clock that PostgreSQL and the API server on this machine stamp with.
 * `performance.timeOrigin` would drift from it in a long run: `performance.now()` is not corrected by NTP.
 */
export interface EpochClock {
  now(): number;
}

/** Anchored anew at each call: make one for each trial. Takes up to a millisecond. */
export function epochClock(): EpochClock {
  const before = Date.now();
  let tick = before;
  // The moment at which the millisecond changes is known to microseconds.
  while (tick === before) tick = Date.now();
  const offset = tick - performance.now();
  return { now: () => offset + performance.now() };
}
