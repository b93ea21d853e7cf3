import type { Clock } from '../../internal/clock/clock.ts';

interface Entry<V> {
  readonly value: V;
  readonly untilMs: number;
}

/** Remembers answers for a while, a limited number of them. What is asked for at the same time is asked for once. */
export class ExpiringCache<V> {
  readonly #clock: Clock;
  readonly #maxEntries: number;
  readonly #entries = new Map<string, Entry<V>>();
  readonly #asking = new Map<string, Promise<V>>();

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  /** What is remembered under `key`, or else what `ask` says, remembered for `ttlMs(answer)`. Failures are not remembered. */
  async get(key: string, ask: () => Promise<V>, ttlMs: (value: V) => number): Promise<V> {
    const entry = this.#entries.get(key);
    if (entry !== undefined && this.#clock.monotonic() < entry.untilMs) return entry.value;
    const running = this.#asking.get(key);
    if (running !== undefined) return await running;
    const asking = ask();
    this.#asking.set(key, asking);
    try {
      const value = await asking;
      this.#remember(key, { value, untilMs: this.#clock.monotonic() + ttlMs(value) });
      return value;
    } finally {
      this.#asking.delete(key);
    }
  }

  #remember(key: string, entry: Entry<V>): void {
    this.#entries.delete(key);
    // The oldest goes: a Map keeps the order in which its keys came.
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= this.#maxEntries) this.#entries.delete(oldest);
    this.#entries.set(key, entry);
  }
}
