import { Fifo, type FifoEntry } from './fifo.ts';

export interface ReadyEntry<T> extends FifoEntry<T> {
  readonly priority: number;
  /** Grows with each entry that becomes ready: the smallest has waited longest. */
  readonly readySequence: number;
}

/** Of this many entries handed out while less urgent ones wait, one goes to the entry that has waited longest. */
export const FAIRNESS_INTERVAL = 16;

/**
 * Entries that can be handed out: higher priorities first, first in first out within one. Lower ones wait, but never
 * starve: see {@link FAIRNESS_INTERVAL}. (controller-runtime's queue lets them starve.)
 */
export class ReadyList<T extends ReadyEntry<T>> {
  readonly #byPriority = new Map<number, Fifo<T>>();
  /** The priorities there are, highest first: few in practice, so that a sorted array is enough. */
  #priorities: readonly number[] = [];
  #size = 0;
  #handedOutWhileOthersWaited = 0;

  get size(): number {
    return this.#size;
  }

  push(entry: T): void {
    let list = this.#byPriority.get(entry.priority);
    if (list === undefined) {
      list = new Fifo();
      this.#byPriority.set(entry.priority, list);
      this.#priorities = [...this.#byPriority.keys()].sort((a, b) => b - a);
    }
    list.push(entry);
    this.#size++;
  }

  remove(entry: T): void {
    const list = this.#byPriority.get(entry.priority);
    if (list === undefined) return;
    list.remove(entry);
    this.#size--;
    if (list.size > 0) return;
    this.#byPriority.delete(entry.priority);
    this.#priorities = this.#priorities.filter((priority) => priority !== entry.priority);
  }

  /** Takes the next entry out. */
  shift(): T | undefined {
    const entry = this.#next();
    if (entry !== undefined) this.remove(entry);
    return entry;
  }

  clear(): void {
    this.#byPriority.clear();
    this.#priorities = [];
    this.#size = 0;
  }

  #next(): T | undefined {
    const heads = this.#priorities.flatMap((priority) => this.#byPriority.get(priority)?.first ?? []);
    if (heads.length < 2) {
      this.#handedOutWhileOthersWaited = 0;
      return heads[0];
    }
    this.#handedOutWhileOthersWaited++;
    if (this.#handedOutWhileOthersWaited < FAIRNESS_INTERVAL) return heads[0];
    this.#handedOutWhileOthersWaited = 0;
    return heads.reduce((oldest, head) => (head.readySequence < oldest.readySequence ? head : oldest));
  }
}
