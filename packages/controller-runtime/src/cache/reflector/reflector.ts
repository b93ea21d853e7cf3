import {
  isOlderResourceVersion,
  isExpired,
  type Kind,
  type KubernetesObject,
  type Stored,
} from '@kubewright/apimachinery';
import type { Reader, StoredList, Watcher, WatchLine } from '../../client/index.ts';
import { linkedAbort } from '../../internal/abort.ts';
import type { Clock } from '../../internal/clock/clock.ts';
import { assertNever, toError } from '../../internal/errors.ts';
import type { Logger } from '../../log/index.ts';
import type { StoreWriter } from '../store/object-store.ts';
import { SlowListError, StaleListError, StalledWatchError } from './errors.ts';
import {
  fromTheBeginning,
  step,
  streamFailureClass,
  type ListingState,
  type ReflectorInput,
  type ReflectorState,
  type StreamingState,
  type WatchingState,
} from './state.ts';

/** What part of a kind is reflected. */
export interface ReflectorScope {
  /** Left out: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ReflectorOptions<T extends KubernetesObject> {
  readonly kind: Kind<T>;
  readonly scope: ReflectorScope;
  readonly client: Pick<Reader, 'list'> & Watcher;
  readonly writer: StoreWriter<T>;
  /** Applied to each object before it is stored. */
  readonly transform: (object: Stored<T>) => Stored<T>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger | undefined;
  readonly timing: ReflectorTiming;
  /** Ask for lists as streams (KEP-3157) where the server can. */
  readonly watchList: boolean;
}

export interface ReflectorTiming {
  /** Objects per page of a list. @defaultValue 500 */
  readonly pageSize: number;
  /** Give up a page of a list that is not complete by then. @defaultValue 120_000 */
  readonly pageTimeoutMs: number;
  /** Reconnect a watch that was silent for so long. The server sends a bookmark about every minute. @defaultValue 180_000 */
  readonly stallTimeoutMs: number;
  /** List afresh after so long, in case a change got lost. @defaultValue ten hours, as Go's SyncPeriod */
  readonly relistIntervalMs: number;
}

export const DEFAULT_TIMING: ReflectorTiming = {
  pageSize: 500,
  pageTimeoutMs: 120_000,
  stallTimeoutMs: 180_000,
  relistIntervalMs: 10 * 3_600_000,
};

/** A watch that lasted so long was healthy, even if nothing happened in it. */
const HEALTHY_WATCH_MS = 5_000;
/** The server ends a watch after 5 to 10 minutes, so that load spreads over its replicas. Source: client-go's reflector. */
const MIN_WATCH_SECONDS = 300;

/** Asks for a list as the beginning of a watch. */
const AS_STREAM = { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } as const;

/**
 * Mirrors the objects of one kind, in one scope, into a store, and goes on whatever the server does: lists, by pages or as a
 * stream, then watches; see {@link ReflectorState} for what follows what. The list is a consistent one (no
 * `resourceVersion`), so that it is never older than what was read before. Source: `cache.Reflector`.
 */
export class Reflector<T extends KubernetesObject> {
  readonly #options: ReflectorOptions<T>;
  #state: ReflectorState;
  /** The newest version that a list or watch has told of. */
  #newest: string | undefined;
  #lastListAt = -Infinity;
  #lastHeardAt: number | undefined;
  #lastError: Error | undefined;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#state = fromTheBeginning({ streams: options.watchList, failures: 0 });
  }

  get state(): ReflectorState {
    return this.#state;
  }

  get lastError(): Error | undefined {
    return this.#lastError;
  }

  /** The version up to which every change is in the store; `undefined` before the first complete list. */
  get knownVersion(): string | undefined {
    return this.#newest;
  }

  /** Milliseconds since the server was last heard of; `undefined` before the first page. */
  quietForMs(): number | undefined {
    return this.#lastHeardAt === undefined ? undefined : this.#options.clock.monotonic() - this.#lastHeardAt;
  }

  /** Runs until `signal` aborts. Never rejects: whatever fails is tried again. Can be run again, and then lists first. */
  async run(signal: AbortSignal): Promise<void> {
    const { streams } = this.#state.name === 'backingOff' ? this.#state.next : this.#state;
    this.#state = fromTheBeginning({ streams, failures: 0 });
    while (!signal.aborted) {
      const input = await this.#act(this.#state, signal);
      if (input === undefined) return;
      this.#state = step(this.#state, input, this.#options.random());
    }
  }

  /** Does what the state says. `undefined`: stopped in the middle of it. */
  async #act(state: ReflectorState, signal: AbortSignal): Promise<ReflectorInput | undefined> {
    switch (state.name) {
      case 'listing':
        return await this.#list(state, signal);
      case 'streaming':
      case 'watching':
        return await this.#watch(state, signal);
      case 'backingOff':
        return await this.#options.clock.delay(state.delayMs, { signal }).then(
          () => ({ type: 'waited' }) as const,
          () => undefined,
        );
      default:
        return assertNever(state);
    }
  }

  async #list(state: ListingState, signal: AbortSignal): Promise<ReflectorInput | undefined> {
    const { kind, scope, client, timing } = this.#options;
    const { continueToken } = state;
    using call = linkedAbort(signal);
    const deadline = this.#abortWhenSlow(call);
    try {
      const page = await client.list(kind, {
        ...scope,
        signal: call.signal,
        ...(state.paged && { limit: timing.pageSize }),
        ...(continueToken !== undefined && { continue: continueToken }),
      });
      return this.#takePage(page, continueToken === undefined);
    } catch (thrown) {
      if (signal.aborted) return undefined;
      return {
        type: 'listFailed',
        error: this.#failed(toError(call.signal.aborted ? call.signal.reason : thrown), 'list'),
      };
    } finally {
      call.abort();
      await deadline;
    }
  }

  #takePage(page: StoredList<T>, isFirst: boolean): ReflectorInput {
    const { writer, transform } = this.#options;
    const { resourceVersion = '', continue: continueToken } = page.metadata;
    this.#refuseOlder(resourceVersion);
    if (isFirst) writer.beginList();
    writer.addListed(page.items.map(transform));
    this.#heard();
    if (continueToken === undefined || continueToken === '') this.#endList(resourceVersion);
    return { type: 'page', resourceVersion, continueToken };
  }

  async #watch(state: StreamingState | WatchingState, signal: AbortSignal): Promise<ReflectorInput | undefined> {
    const { kind, scope, client, writer, clock, timing } = this.#options;
    const startedAt = clock.monotonic();
    const startedFrom = state.name === 'watching' ? state.resourceVersion : undefined;
    /** `undefined`: not everything that was there at the beginning has come yet. */
    let resourceVersion = startedFrom;
    using watch = linkedAbort(signal);
    const watchdog = this.#abortWhenStalled(watch, startedAt);
    let error: Error | undefined;
    try {
      if (startedFrom === undefined) writer.beginList();
      const lines = client.watch(kind, {
        ...scope,
        ...(startedFrom === undefined ? AS_STREAM : { resourceVersion: startedFrom }),
        allowWatchBookmarks: true,
        timeoutSeconds: this.#watchSeconds(),
        signal: watch.signal,
        onOpen: () => this.#heard(),
      });
      for await (const line of lines) {
        this.#heard();
        if (resourceVersion === undefined) resourceVersion = this.#gather(line);
        else this.#newest = resourceVersion = newer(resourceVersion, this.#apply(line));
      }
      // The clean end of a watch is a word from the server, too.
      this.#heard();
    } catch (thrown) {
      if (signal.aborted) return undefined;
      error = toError(watch.signal.aborted ? watch.signal.reason : thrown);
      // That a server is older is no failure.
      if (startedFrom !== undefined || streamFailureClass(error) !== 'unsupported') this.#failed(error, 'watch');
    } finally {
      watch.abort();
      await watchdog;
    }
    if (resourceVersion === undefined) return { type: 'streamFailed', error };
    const lasted = clock.monotonic() - startedAt >= HEALTHY_WATCH_MS;
    const healthy = lasted || resourceVersion !== startedFrom;
    const relistDue = clock.monotonic() - this.#lastListAt >= timing.relistIntervalMs;
    return { type: 'watchEnded', resourceVersion, error, healthy, relistDue };
  }

  /** Takes a line of a list that comes as a stream; returns the list's version once it is complete. */
  #gather(line: WatchLine<T>): string | undefined {
    const { writer, transform } = this.#options;
    if (line.type === 'DELETED') writer.removeListed(line.object);
    else if (line.type !== 'BOOKMARK') writer.addListed([transform(line.object)]);
    else if (line.initialEventsEnd === true) {
      this.#refuseOlder(line.resourceVersion);
      this.#endList(line.resourceVersion);
      return line.resourceVersion;
    }
    return undefined;
  }

  #endList(resourceVersion: string): void {
    this.#options.writer.endList(resourceVersion);
    this.#newest = resourceVersion;
    this.#lastListAt = this.#options.clock.monotonic();
  }

  /** Hands a line to the store; returns the version that it brings us to. */
  #apply(line: WatchLine<T>): string {
    const { writer, transform } = this.#options;
    if (line.type === 'BOOKMARK') return line.resourceVersion;
    if (line.type === 'DELETED') writer.remove(transform(line.object));
    else writer.apply(transform(line.object));
    return line.object.metadata.resourceVersion;
  }

  async #abortWhenSlow(call: AbortController): Promise<void> {
    const { kind, clock, timing } = this.#options;
    try {
      await clock.delay(timing.pageTimeoutMs, { signal: call.signal });
      call.abort(new SlowListError(kind.plural, timing.pageTimeoutMs));
    } catch {
      // The page came: there is nothing left to guard.
    }
  }

  async #abortWhenStalled(watch: AbortController, startedAt: number): Promise<void> {
    const { kind, clock, timing } = this.#options;
    for (;;) {
      const quietForMs = clock.monotonic() - Math.max(this.#lastHeardAt ?? startedAt, startedAt);
      if (quietForMs >= timing.stallTimeoutMs) {
        watch.abort(new StalledWatchError(kind.plural, quietForMs));
        return;
      }
      try {
        await clock.delay(timing.stallTimeoutMs - quietForMs, { signal: watch.signal });
      } catch {
        return; // The watch ended: there is nothing left to guard.
      }
    }
  }

  #watchSeconds(): number {
    const { random, timing } = this.#options;
    const seconds = Math.floor(MIN_WATCH_SECONDS * (1 + random()));
    return Math.max(1, Math.min(seconds, Math.floor(timing.relistIntervalMs / 1000)));
  }

  #refuseOlder(listed: string): void {
    if (isOlderResourceVersion(listed, this.#newest)) {
      throw new StaleListError(this.#options.kind.plural, listed, this.#newest ?? '');
    }
  }

  #heard(): void {
    this.#lastHeardAt = this.#options.clock.monotonic();
    if (this.#lastError === undefined) return;
    this.#lastError = undefined;
    this.#options.log?.info('reflector recovered', { resource: this.#options.kind.plural });
  }

  /** Remembers the error, and logs the first of a series: a server that is down for an hour is one line. */
  #failed(error: Error, verb: 'list' | 'watch'): Error {
    const { log, kind } = this.#options;
    const fields = { verb, resource: kind.plural, error: error.message };
    if (isExpired(error)) log?.info('reflector lists again, its version is too old', fields);
    else if (this.#lastError?.message === error.message) log?.debug('reflector failed again, trying on', fields);
    else log?.warn('reflector failed, trying on', fields);
    this.#lastError = error;
    return error;
  }
}

/** The newer of two versions; the second one if they cannot be compared. */
function newer(a: string, b: string): string {
  return isOlderResourceVersion(b, a) ? a : b;
}
