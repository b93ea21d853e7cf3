/** How an open circuit is tried again. */
export interface BreakerPolicy {
  /** The first pause, in milliseconds. */
  readonly baseMs: number;
  /** The longest pause: each round of trials that fails doubles the pause, up to here. */
  readonly maxMs: number;
  /** How many calls may try when a pause is over. */
  readonly trials: number;
}

/** What a call is told: go on, or come back later and meanwhile take `error` for the answer. */
export type Admission<E> =
  { readonly kind: 'go'; readonly trial: boolean } | { readonly kind: 'wait'; readonly ms: number; readonly error: E };

export interface BreakerOptions<E> {
  readonly policy: BreakerPolicy;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonic: () => number;
  /** In [0, 1): spreads those who wait, so that they do not come back as one. */
  readonly random: () => number;
  /** Called once per outage, however many calls fail. */
  readonly onOpen?: (error: E) => void;
  readonly onClose?: (openForMs: number) => void;
}

interface Circuit<E> {
  readonly openedAt: number;
  error: E;
  pauseMs: number;
  /** Until then nobody tries, but for the trials of the round that set it. */
  nextRoundAt: number;
  trialsLeft: number;
}

/** Beyond this many circuits the oldest is forgotten, which only lets its callers try again. */
const MAX_CIRCUITS = 10_000;
/** Those who wait come back within this share of the pause after its end. */
const SPREAD = 0.2;

/**
 * Circuit breakers by key: what fails for everybody is tried by a few, and the others wait without asking. However many
 * objects wait for a database, its outage costs a trial every few seconds.
 *
 * A key is closed (calls go), open (calls wait), or in a round of trials: the first calls after a pause go, the rest
 * wait for the next round, so a trial that never reports back holds up nobody.
 */
export class CircuitBreaker<E> {
  readonly #circuits = new Map<string, Circuit<E>>();
  readonly #options: BreakerOptions<E>;

  constructor(options: BreakerOptions<E>) {
    this.#options = options;
  }

  /** Why the circuit is open; `undefined` while it is closed. */
  errorOf(key: string): E | undefined {
    return this.#circuits.get(key)?.error;
  }

  /** How long until the next round of trials, in milliseconds; `undefined` while the circuit is closed. */
  waitOf(key: string): number | undefined {
    const circuit = this.#circuits.get(key);
    if (circuit === undefined) return undefined;
    const spread = this.#options.random() * circuit.pauseMs * SPREAD;
    return Math.max(circuit.nextRoundAt - this.#options.monotonic(), 0) + spread;
  }

  /** Asks before a call. Hand `trial` back to {@link failed}. */
  admit(key: string): Admission<E> {
    const circuit = this.#circuits.get(key);
    if (circuit === undefined) return { kind: 'go', trial: false };
    const now = this.#options.monotonic();
    if (now >= circuit.nextRoundAt) {
      circuit.trialsLeft = this.#options.policy.trials;
      circuit.nextRoundAt = now + circuit.pauseMs;
    }
    if (circuit.trialsLeft > 0) {
      circuit.trialsLeft -= 1;
      return { kind: 'go', trial: true };
    }
    return { kind: 'wait', ms: this.waitOf(key) ?? 0, error: circuit.error };
  }

  /** A call failed, and every other call would. Only a failed trial lengthens the pause: calls that were under way when the circuit opened say nothing new. */
  failed(key: string, error: E, trial: boolean): void {
    const { policy, monotonic, onOpen } = this.#options;
    const now = monotonic();
    const circuit = this.#circuits.get(key);
    if (circuit === undefined) {
      this.#forgetOldest();
      const pauseMs = policy.baseMs;
      this.#circuits.set(key, { openedAt: now, error, pauseMs, nextRoundAt: now + pauseMs, trialsLeft: 0 });
      onOpen?.(error);
    } else if (trial) {
      circuit.error = error;
      circuit.pauseMs = Math.min(circuit.pauseMs * 2, policy.maxMs);
      circuit.nextRoundAt = now + circuit.pauseMs;
    }
  }

  /** A call succeeded: everybody may go. */
  succeeded(key: string): void {
    const circuit = this.#circuits.get(key);
    if (circuit === undefined) return;
    this.#circuits.delete(key);
    this.#options.onClose?.(this.#options.monotonic() - circuit.openedAt);
  }

  #forgetOldest(): void {
    const [oldest] = this.#circuits.keys();
    if (oldest !== undefined && this.#circuits.size >= MAX_CIRCUITS) this.#circuits.delete(oldest);
  }
}
