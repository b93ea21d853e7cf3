interface Bucket {
  tokens: number;
  refilledAt: number;
}

/** Source: client-go's `EventSourceObjectSpamFilter`: 25 events at once per object, then one every five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
/** As many objects are remembered; the one that was quiet longest is forgotten first. */
const MAX_OBJECTS = 4_096;

/** A token bucket per object, so that one that fails in a loop does not flood the API server. */
export class SpamFilter {
  readonly #buckets = new Map<string, Bucket>();

  /** Takes a token. False: this event is one too many. */
  admit(object: string, now: number): boolean {
    const bucket = this.#buckets.get(object) ?? { tokens: BURST, refilledAt: now };
    this.#buckets.delete(object);
    this.#buckets.set(object, bucket);
    if (this.#buckets.size > MAX_OBJECTS) this.#forgetOldest();
    bucket.tokens = Math.min(BURST, bucket.tokens + Math.max(0, now - bucket.refilledAt) / REFILL_MS);
    bucket.refilledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #forgetOldest(): void {
    const oldest = this.#buckets.keys().next();
    if (oldest.done !== true) this.#buckets.delete(oldest.value);
  }
}
