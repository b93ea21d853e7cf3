import { systemClock, type Clock } from '../internal/clock/clock.ts';
import { Alarm } from './alarm.ts';
import type { AddOptions, Enqueue } from './enqueue.ts';
import { newEntry, type Entry, type QueueItem } from './entry.ts';
import { Heap } from './heap.ts';
import { noQueueMetrics, type QueueMetrics, type UnfinishedWork } from './metrics.ts';
import { itemExponentialBackoff, type RateLimiter } from './rate-limiter.ts';
import { ReadyList } from './ready-list.ts';
import type { RequestKey } from './request-key.ts';

export interface WorkQueueOptions<R> {
  /** Equal requests must have equal keys. */
  readonly keyOf: (request: R) => RequestKey;
  /** @defaultValue {@link itemExponentialBackoff} */
  readonly rateLimiter?: RateLimiter;
  /** @defaultValue none */
  readonly metrics?: QueueMetrics;
  /** @defaultValue the system's */
  readonly clock?: Clock;
}

/**
 * A queue of requests by key: each key is in it at most once, and handed out to one worker at a time. A request that is
 * added while its key is in work is handed out again afterwards.
 *
 * Guarantees: after `add`, the request is handed out at least once, unless the queue shuts down first.
 * Assumes: for every item from `get`, `done` is called once.
 * Source: controller-runtime's `priorityqueue`, except that low priorities do not starve.
 */
export class WorkQueue<R> implements Enqueue<R> {
  readonly #keyOf: (request: R) => RequestKey;
  readonly #rateLimiter: RateLimiter;
  readonly #metrics: QueueMetrics;
  readonly #clock: Clock;
  readonly #entries = new Map<RequestKey, Entry<R>>();
  readonly #ready = new ReadyList<Entry<R>>();
  readonly #waiting = new Heap<Entry<R>>((a, b) => a.atMs < b.atMs);
  readonly #alarm: Alarm;
  /** What is in work, and since when. */
  readonly #inWork = new Map<RequestKey, number>();
  readonly #workers: ((item: QueueItem<R> | undefined) => void)[] = [];
  #sequence = 0;
  #dispatching = false;
  #state: 'open' | 'draining' | 'shutDown' = 'open';
  readonly #drained = Promise.withResolvers<undefined>();

  constructor(options: WorkQueueOptions<R>) {
    this.#keyOf = options.keyOf;
    this.#rateLimiter = options.rateLimiter ?? itemExponentialBackoff();
    this.#metrics = options.metrics ?? noQueueMetrics;
    this.#clock = options.clock ?? systemClock;
    this.#alarm = new Alarm(this.#clock, () => {
      this.#wakeWaiting();
    });
    this.#metrics.observeWork(() => this.#unfinishedWork());
  }

  /** How many requests are ready: those that wait for their time, or are in work, are not counted. */
  get length(): number {
    return this.#ready.size;
  }

  get shuttingDown(): boolean {
    return this.#state !== 'open';
  }

  add(request: R, options: AddOptions = {}): void {
    if (this.#state !== 'open') return;
    const key = this.#keyOf(request);
    const { priority = 0 } = options;
    const delayMs = this.#delayFor(key, options);
    if (delayMs > 0) this.#metrics.retried();
    const present = this.#entries.get(key);
    if (present === undefined) this.#insert(key, request, priority, delayMs);
    else this.#merge(present, priority, delayMs);
    this.#dispatch();
  }

  /** The next request, as soon as there is one; `undefined` once the queue has shut down. */
  get(): Promise<QueueItem<R> | undefined> {
    return new Promise((resolve) => {
      if (this.#state === 'shutDown') {
        resolve(undefined);
        return;
      }
      this.#workers.push(resolve);
      this.#dispatch();
    });
  }

  /** Work on `request` has ended, well or badly. If it was added meanwhile, it can be handed out again. */
  done(request: R): void {
    const key = this.#keyOf(request);
    const since = this.#inWork.get(key);
    if (since === undefined) return;
    this.#inWork.delete(key);
    this.#metrics.finished(secondsBetween(since, this.#clock.monotonic()));
    const held = this.#entries.get(key);
    if (held?.state === 'held') {
      held.state = 'ready';
      this.#ready.push(held);
    }
    this.#dispatch();
    this.#settleShutDown();
  }

  /** The request is well, or given up: its back-off starts afresh. Does not take it out of the queue. */
  forget(request: R): void {
    this.#rateLimiter.forget(this.#keyOf(request));
  }

  /** How often the request failed since it was last forgotten. */
  numRequeues(request: R): number {
    return this.#rateLimiter.numRequeues(this.#keyOf(request));
  }

  /** Stops at once: nothing more is taken in or handed out, what waits is dropped. Work goes on until `done`. */
  shutDown(): void {
    if (this.#state === 'shutDown') return;
    this.#state = 'shutDown';
    this.#alarm.set(undefined);
    for (const entry of this.#entries.values()) {
      if (entry.state !== 'waiting') this.#metrics.dropped(entry.priority);
    }
    this.#entries.clear();
    this.#ready.clear();
    this.#waiting.clear();
    for (const resolve of this.#workers.splice(0)) resolve(undefined);
    this.#settleShutDown();
  }

  /**
   * Takes nothing more in, hands out what is ready (what waits for its time is dropped), and resolves once all of it is
   * done. Then the queue has shut down. Source: `workqueue.ShutDownWithDrain`.
   */
  async shutDownWithDrain(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'draining';
      this.#alarm.set(undefined);
      for (const entry of this.#waiting.clear()) this.#entries.delete(entry.key);
    }
    this.#settleShutDown();
    await this.#drained.promise;
  }

  #delayFor(key: RequestKey, { afterMs = 0, rateLimited = false }: AddOptions): number {
    if (!rateLimited) return afterMs;
    const backoffMs = this.#rateLimiter.when(key);
    return afterMs > 0 ? Math.min(afterMs, backoffMs) : backoffMs;
  }

  #insert(key: RequestKey, request: R, priority: number, delayMs: number): void {
    const entry = newEntry(key, request, priority, this.#clock.monotonic() + Math.max(delayMs, 0));
    this.#entries.set(key, entry);
    if (delayMs > 0) this.#wait(entry);
    else this.#becomeReady(entry);
  }

  #merge(entry: Entry<R>, priority: number, delayMs: number): void {
    if (priority > entry.priority) this.#raise(entry, priority);
    if (entry.state !== 'waiting') return;
    if (delayMs <= 0) {
      this.#waiting.remove(entry);
      this.#becomeReady(entry);
      return;
    }
    const atMs = this.#clock.monotonic() + delayMs;
    if (atMs >= entry.atMs) return;
    entry.atMs = atMs;
    this.#waiting.update(entry);
    this.#alarm.set(atMs);
  }

  /** Within its new priority it comes last: first in, first out holds there too. */
  #raise(entry: Entry<R>, priority: number): void {
    if (entry.state !== 'waiting') this.#metrics.reprioritized(entry.priority, priority);
    if (entry.state === 'ready') this.#ready.remove(entry);
    entry.priority = priority;
    if (entry.state === 'ready') this.#ready.push(entry);
  }

  #wait(entry: Entry<R>): void {
    this.#waiting.push(entry);
    this.#alarm.set(entry.atMs);
  }

  #becomeReady(entry: Entry<R>): void {
    entry.atMs = this.#clock.monotonic();
    entry.readySequence = this.#sequence++;
    this.#metrics.added(entry.priority);
    if (this.#inWork.has(entry.key)) {
      entry.state = 'held';
      return;
    }
    entry.state = 'ready';
    this.#ready.push(entry);
  }

  #wakeWaiting(): void {
    const now = this.#clock.monotonic();
    for (let next = this.#waiting.peek(); next !== undefined && next.atMs <= now; next = this.#waiting.peek()) {
      this.#waiting.remove(next);
      this.#becomeReady(next);
    }
    this.#alarm.set(this.#waiting.peek()?.atMs);
    this.#dispatch();
  }

  /** On the next microtask, so that what is added in one go is merged and ordered before the first of it is handed out. */
  #dispatch(): void {
    if (this.#dispatching) return;
    this.#dispatching = true;
    queueMicrotask(() => {
      this.#dispatching = false;
      this.#handOut();
    });
  }

  /** Gives ready requests to workers that wait. */
  #handOut(): void {
    while (this.#workers.length > 0) {
      const entry = this.#ready.shift();
      if (entry === undefined) return;
      this.#entries.delete(entry.key);
      const now = this.#clock.monotonic();
      this.#inWork.set(entry.key, now);
      this.#metrics.handedOut(entry.priority, secondsBetween(entry.atMs, now));
      this.#workers.shift()?.({ request: entry.request, priority: entry.priority });
    }
  }

  #settleShutDown(): void {
    if (this.#state === 'draining' && this.#entries.size === 0 && this.#inWork.size === 0) this.shutDown();
    if (this.#state !== 'shutDown' || this.#inWork.size > 0) return;
    this.#metrics.closed();
    this.#drained.resolve(undefined);
  }

  #unfinishedWork(): UnfinishedWork {
    const now = this.#clock.monotonic();
    const ages = [...this.#inWork.values()].map((since) => secondsBetween(since, now));
    return { totalSeconds: ages.reduce((sum, age) => sum + age, 0), longestSeconds: Math.max(0, ...ages) };
  }
}

const secondsBetween = (fromMs: number, toMs: number): number => (toMs - fromMs) / 1000;
