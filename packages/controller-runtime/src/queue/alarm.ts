import type { Clock } from '../internal/clock/clock.ts';

/** One timer that can be moved: at most one delay is under way, however many requests wait. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #armed: { readonly atMs: number; readonly abort: AbortController } | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `atMs` (monotonic), unless it is set to ring earlier already. `undefined`: never. */
  set(atMs: number | undefined): void {
    if (this.#armed !== undefined && atMs !== undefined && this.#armed.atMs <= atMs) return;
    this.#armed?.abort.abort();
    this.#armed = undefined;
    if (atMs === undefined) return;
    const armed = { atMs, abort: new AbortController() };
    this.#armed = armed;
    const done = (): void => {
      if (this.#armed !== armed) return;
      this.#armed = undefined;
      this.#ring();
    };
    // The only rejection is the abort above, after which `armed` is no longer the one.
    this.#clock.delay(atMs - this.#clock.monotonic(), { signal: armed.abort.signal }).then(done, done);
  }
}
