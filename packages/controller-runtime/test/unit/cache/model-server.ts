import { ApiError, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import type { ListOptions, Reader, StoredList, Watcher, WatchLine, WatchOptions } from '../../../src/client/index.ts';
import { aWidget, type Widget } from './fake-api.ts';

type Change = { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Stored<Widget> };

/** What goes wrong with the next list or the running watches. */
export type Fault =
  | 'listFails'
  | 'listForbidden'
  | 'tokenExpires'
  | 'watchCut'
  | 'watchEnds'
  | 'watchRefused'
  | 'watchExpired'
  | 'replay'
  | 'lineLate'
  | 'streamRefused'
  | 'streamEnds'
  | 'compact';

interface OpenWatch {
  sent: number;
  end: Error | 'clean' | undefined;
  wake: () => void;
}

const PAGE = 2;

/**
 * A server with a history: every change has a version; lists are snapshots, by pages; watches give every change after a
 * version once and in order, unless a fault was asked for.
 */
export class ModelServer implements Pick<Reader, 'list'>, Watcher {
  readonly #changes: Change[] = [];
  readonly #live = new Map<string, Stored<Widget>>();
  readonly #snapshots = new Map<string, { readonly version: number; readonly rest: readonly Stored<Widget>[] }>();
  readonly #watches = new Set<OpenWatch>();
  readonly #faults: Fault[] = [];
  #oldest = 0;

  get version(): number {
    return this.#changes.length + 1;
  }

  objects(): readonly Stored<Widget>[] {
    return [...this.#live.values()];
  }

  put(name: string): void {
    const before = this.#live.get(name);
    const object = aWidget(name, this.version + 1, { uid: before?.metadata.uid ?? `uid-${this.version + 1}` });
    this.#live.set(name, object);
    this.#change({ type: before === undefined ? 'ADDED' : 'MODIFIED', object });
  }

  delete(name: string): void {
    const before = this.#live.get(name);
    if (before === undefined) return;
    this.#live.delete(name);
    this.#change({ type: 'DELETED', object: aWidget(name, this.version + 1, { uid: before.metadata.uid }) });
  }

  inject(fault: Fault): void {
    if (fault === 'compact') this.#oldest = this.version;
    else if (fault === 'tokenExpires') this.#snapshots.clear();
    else if (fault === 'watchCut' || fault === 'watchEnds') {
      for (const watch of this.#watches) {
        watch.end = fault === 'watchEnds' ? 'clean' : new Error('connection reset');
        watch.wake();
      }
    } else this.#faults.push(fault);
  }

  async list<T extends KubernetesObject>(_kind: Kind<T>, options: ListOptions = {}): Promise<StoredList<T>> {
    await Promise.resolve();
    if (this.#take('listFails')) throw new ApiError({ code: 500 });
    if (this.#take('listForbidden')) throw new ApiError({ code: 403 });
    const from =
      options.continue === undefined
        ? { version: this.version, rest: this.objects() }
        : this.#snapshots.get(options.continue);
    if (from === undefined) throw new ApiError({ code: 410, reason: 'Expired' });
    const limit = options.limit === undefined ? Infinity : PAGE;
    const rest = from.rest.slice(limit);
    const token = `${from.version}/${rest.length}/${Math.random()}`;
    if (rest.length > 0) this.#snapshots.set(token, { version: from.version, rest });
    const metadata = { resourceVersion: String(from.version), ...(rest.length > 0 && { continue: token }) };
    return { metadata, items: from.rest.slice(0, limit) as unknown as Stored<T>[] };
  }

  async *watch<T extends KubernetesObject>(
    _kind: Kind<T>,
    options: WatchOptions = {},
  ): AsyncGenerator<WatchLine<T>, void, undefined> {
    await Promise.resolve();
    if (this.#take('watchRefused')) throw new ApiError({ code: 503 });
    if (options.sendInitialEvents === true) {
      if (this.#take('streamRefused')) throw new ApiError({ code: 422, reason: 'Invalid' });
      options.onOpen?.();
      yield* this.#stream(options.signal) as unknown as AsyncGenerator<WatchLine<T>, void, undefined>;
      return;
    }
    const from = Number(options.resourceVersion);
    if (this.#take('watchExpired') || from < this.#oldest) throw new ApiError({ code: 410, reason: 'Expired' });
    options.onOpen?.();
    yield* this.#lines(from, options.signal) as unknown as AsyncGenerator<WatchLine<T>, void, undefined>;
  }

  /** What is there, one by one, while changes go on; the changes meanwhile; the word that all has come; the changes since. */
  async *#stream(signal: AbortSignal | undefined): AsyncGenerator<WatchLine<Widget>, void, undefined> {
    const from = this.version;
    for (const object of this.objects()) {
      // Time passes, so that changes come in between.
      for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      if (this.#take('streamEnds')) return;
      yield { type: 'ADDED', object };
    }
    const until = this.version;
    yield* this.#changes.slice(from - 1, until - 1);
    yield { type: 'BOOKMARK', resourceVersion: String(until), initialEventsEnd: true };
    yield* this.#lines(until, signal);
  }

  async *#lines(from: number, signal: AbortSignal | undefined): AsyncGenerator<WatchLine<Widget>, void, undefined> {
    // The change with version v stands at index v - 2: version 1 is that of the empty server.
    const watch: OpenWatch = { sent: from - 1, end: undefined, wake: () => undefined };
    const onAbort = (): void => {
      watch.end = signal?.reason as Error;
      watch.wake();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#watches.add(watch);
    try {
      for (;;) {
        if (watch.end instanceof Error) throw watch.end;
        if (watch.end === 'clean') return;
        const next = this.#changes[watch.sent];
        const after = this.#changes[watch.sent + 1];
        if (next === undefined) {
          await new Promise<void>((resolve) => {
            watch.wake = resolve;
          });
        } else if (after !== undefined && this.#take('lineLate')) {
          // Two lines change places.
          watch.sent += 2;
          yield after;
          yield next;
        } else {
          watch.sent += 1;
          yield next;
          // Everything from the beginning again, as a proxy that replays.
          if (this.#take('replay')) yield* this.#changes.slice(0, watch.sent);
        }
      }
    } finally {
      this.#watches.delete(watch);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #change(change: Change): void {
    this.#changes.push(change);
    for (const watch of this.#watches) watch.wake();
  }

  #take(fault: Fault): boolean {
    const index = this.#faults.indexOf(fault);
    if (index === -1) return false;
    this.#faults.splice(index, 1);
    return true;
  }

  /** From now on nothing goes wrong that did not already. */
  heal(): void {
    this.#faults.length = 0;
  }
}
