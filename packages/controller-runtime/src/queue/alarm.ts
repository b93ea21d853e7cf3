import type { Clock } from '../internal/clock/clock.ts';

/** One timer that can be moved: at most one delay is under way, however many requests wait. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #armed: { readonly atMs: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `atMs` (monotonic), unless it is set to ring earlier already. `undefined`: never. */
  set(atMs: number | undefined): void {
    if (this.#armed !== undefined && atMs !== undefined && this.#armed.atMs <= atMs) return;
    this.#armed?.cancel();
    this.#armed = undefined;
    if (atMs === undefined) return;
    const cancel = this.#clock.after(atMs - this.#clock.monotonic(), () => {
      this.#armed = undefined;
      this.#ring();
    });
    this.#armed = { atMs, cancel };
  }
}
