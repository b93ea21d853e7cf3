import type { FifoEntry } from './fifo.ts';
import type { HeapEntry } from './heap.ts';
import type { RequestKey } from './request-key.ts';

/** What a worker is given. */
export interface QueueItem<R> {
  readonly request: R;
  readonly priority: number;
}

/**
 * A request that is to be handed out:
 * - *waiting*: its time has not come (in the heap)
 * - *ready*: in the ready list
 * - *held*: ready, but its key is in work; `done` lets it go
 */
export interface Entry<R> extends HeapEntry, FifoEntry<Entry<R>> {
  readonly key: RequestKey;
  readonly request: R;
  priority: number;
  state: 'waiting' | 'ready' | 'held';
  /** While waiting: the monotonic time at which it becomes ready. Then: when it became ready. */
  atMs: number;
  /** Grows with each entry that becomes ready. */
  readySequence: number;
}

export function newEntry<R>(key: RequestKey, request: R, priority: number, atMs: number): Entry<R> {
  return {
    key,
    request,
    priority,
    state: 'waiting',
    atMs,
    readySequence: 0,
    heapIndex: -1,
    previous: undefined,
    next: undefined,
  };
}
