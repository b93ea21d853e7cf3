import {
  ApiError,
  asSeen,
  compareResourceVersions,
  formatObjectKey,
  type Kind,
  type KubernetesObject,
  type Stored,
} from '@kubewright/apimachinery';
import type { GetOptions, ListOptions, ObjectKey, StoredList } from '../client/index.ts';
import { aborted, linkedAbort, untilAborted } from '../internal/abort.ts';
import type { Cache, Informer } from './cache.ts';
import { CacheNotStartedError, CacheSyncError } from './errors.ts';
import { SharedInformer } from './informer/index.ts';
import {
  kindKey,
  optionsForKind,
  resolveCacheOptions,
  type CacheOptions,
  type ResolvedCacheOptions,
} from './options.ts';
import type { ReflectorScope } from './reflector/index.ts';
import { isSelected, selectFrom } from './select.ts';
import type { IndexFunction } from './store/field-index.ts';
import { deepFreeze, stripManagedFields } from './transform.ts';

/** Older than the version of any change. */
const BEFORE_ALL = '1';

/** A cache of whatever kinds are asked for. Nothing is listed before `start`. Source: `cache.New`. */
export function createCache(options: CacheOptions): Cache {
  return new InformerCache(resolveCacheOptions(options));
}

interface Entry<T extends KubernetesObject> {
  readonly informer: SharedInformer<T>;
  /** While it runs. */
  running?: { readonly stop: AbortController & Disposable; readonly ended: Promise<void> };
}

class InformerCache implements Cache {
  readonly #options: ResolvedCacheOptions;
  readonly #entries = new Map<string, Entry<KubernetesObject>>();
  /** Set while the cache runs. */
  #signal: AbortSignal | undefined;

  constructor(options: ResolvedCacheOptions) {
    this.#options = options;
  }

  informerFor<T extends KubernetesObject>(kind: Kind<T>): Informer<T> {
    return this.#informerFor(kind);
  }

  indexField<T extends KubernetesObject>(kind: Kind<T>, field: string, extract: IndexFunction<T>): void {
    this.#informerFor(kind).addIndex(field, extract);
  }

  informers(): ReadonlyMap<Kind, Informer<KubernetesObject>> {
    return new Map([...this.#entries.values()].map(({ informer }) => [informer.kind, informer]));
  }

  async removeInformer(kind: Kind): Promise<void> {
    const entry = this.#entries.get(kindKey(kind));
    if (entry === undefined) return;
    this.#entries.delete(kindKey(kind));
    entry.running?.stop.abort();
    await entry.running?.ended;
  }

  async start(signal: AbortSignal): Promise<void> {
    if (this.#signal !== undefined) throw new Error('the cache is started already');
    this.#signal = signal;
    for (const entry of this.#entries.values()) this.#run(entry, signal);
    await aborted(signal);
    this.#signal = undefined;
    await Promise.all([...this.#entries.values()].map(async ({ running }) => await running?.ended));
  }

  async waitForSync({
    signal,
    timeoutMs,
  }: {
    readonly signal: AbortSignal;
    readonly timeoutMs?: number;
  }): Promise<void> {
    const informers = [...this.#entries.values()].map(({ informer }) => informer);
    await this.#waitFor(informers, signal, timeoutMs ?? this.#options.syncTimeoutMs);
  }

  async get<T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey, options: GetOptions = {}): Promise<Stored<T>> {
    const informer = await this.#syncedInformer(kind, options.signal);
    const { namespace = '', name } = key;
    this.#requireCovered(informer, namespace);
    const object = informer.get(namespace, name);
    if (object !== undefined) return object;
    const resource = kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
    throw new ApiError({
      code: 404,
      reason: 'NotFound',
      message: `${resource} "${formatObjectKey(key)}" not found in the cache`,
      details: { name, group: kind.group, kind: kind.plural },
    });
  }

  async list<T extends KubernetesObject>(kind: Kind<T>, options: ListOptions = {}): Promise<StoredList<T>> {
    if (options.continue !== undefined) throw new TypeError('a cached list has no pages: leave `continue` out');
    const informer = await this.#syncedInformer(kind, options.signal);
    if (options.namespace !== undefined && options.namespace !== '') this.#requireCovered(informer, options.namespace);
    return { metadata: {}, items: selectFrom(informer, options) };
  }

  knownVersion(kind: Kind, namespace = ''): string | undefined {
    return this.#entries.get(kindKey(kind))?.informer.knownVersion(namespace);
  }

  knownVersionOfAll({ group, kind }: Kind, namespace = ''): string | undefined {
    let oldest: string | undefined;
    for (const { informer } of this.#entries.values()) {
      if (informer.kind.group !== group || informer.kind.kind !== kind || !informer.covers(namespace)) continue;
      const known = informer.knownVersion(namespace) ?? BEFORE_ALL;
      const order = compareResourceVersions(known, oldest);
      if (order === undefined || order < 0) oldest = known;
    }
    return oldest;
  }

  asCached<T extends KubernetesObject>(kind: Kind<T>, object: Stored<KubernetesObject>): Stored<T> | undefined {
    const own = optionsForKind(this.#options.byKind, kind);
    if (!isSelected(object, own)) return undefined;
    // Leaving managedFields out touches the outermost level alone; whatever else is done must not reach the original.
    const { freeze, transform } = this.#options;
    const isShallow = !freeze && (own.transform ?? transform) === stripManagedFields;
    return this.#transformFor(kind)(asSeen(kind, isShallow ? { ...object } : structuredClone(object)));
  }

  #informerFor<T extends KubernetesObject>(kind: Kind<T>): SharedInformer<T> {
    const key = kindKey(kind);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { informer: this.#createInformer(kind) as unknown as SharedInformer<KubernetesObject> };
      this.#entries.set(key, entry);
      if (this.#signal !== undefined) this.#run(entry, this.#signal);
    }
    // Entries are found by kind, and a kind has one object type.
    return entry.informer as unknown as SharedInformer<T>;
  }

  #createInformer<T extends KubernetesObject>(kind: Kind<T>): SharedInformer<T> {
    const { byKind, client, clock, log, namespaces, random, timing, watchList } = this.#options;
    const own = optionsForKind(byKind, kind);
    return new SharedInformer<T>({
      kind,
      scopes: scopesOf(kind, own.namespaces ?? namespaces, own),
      client,
      transform: this.#transformFor(kind),
      clock,
      random,
      log,
      timing,
      watchList,
    });
  }

  #transformFor<T extends KubernetesObject>(kind: Kind<T>): (object: Stored<T>) => Stored<T> {
    const { byKind, freeze, transform } = this.#options;
    const change = (optionsForKind(byKind, kind).transform ?? transform) as unknown as (object: Stored<T>) => Stored<T>;
    return freeze ? (object) => deepFreeze(change(object)) : change;
  }

  #run(entry: Entry<KubernetesObject>, signal: AbortSignal): void {
    const stop = linkedAbort(signal);
    const ended = entry.informer.run(stop.signal).finally(() => {
      stop[Symbol.dispose]();
      delete entry.running;
    });
    entry.running = { stop, ended };
  }

  async #syncedInformer<T extends KubernetesObject>(
    kind: Kind<T>,
    signal: AbortSignal | undefined,
  ): Promise<SharedInformer<T>> {
    const informer = this.#informerFor(kind);
    if (informer.hasSynced()) return informer;
    if (this.#signal === undefined) throw new CacheNotStartedError(kind);
    await this.#waitFor([informer], signal ?? this.#signal, this.#options.syncTimeoutMs);
    return informer;
  }

  async #waitFor(
    informers: readonly Pick<SharedInformer<KubernetesObject>, 'hasSynced' | 'synced' | 'kind' | 'lastError'>[],
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<void> {
    using timer = linkedAbort(signal);
    const synced = Promise.all(informers.map(async (informer) => await informer.synced)).then(() => true);
    const late = this.#options.clock.delay(timeoutMs, { signal: timer.signal }).then(() => false);
    try {
      if (await untilAborted(Promise.race([synced, late]), signal)) return;
    } finally {
      timer.abort();
      await late.catch(() => undefined);
    }
    const missing = informers.filter((informer) => !informer.hasSynced());
    throw new CacheSyncError(
      missing.map((informer) => ({ kind: informer.kind, error: informer.lastError() })),
      timeoutMs,
    );
  }

  #requireCovered<T extends KubernetesObject>(informer: SharedInformer<T>, namespace: string): void {
    if (informer.covers(namespace)) return;
    throw new Error(`${informer.kind.kind}: namespace "${namespace}" is not one of those that the cache watches`);
  }
}

function scopesOf(kind: Kind, namespaces: readonly string[], selectors: ReflectorScope): readonly ReflectorScope[] {
  const { labelSelector, fieldSelector } = selectors;
  const selected = { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) };
  if (kind.scope === 'Cluster' || namespaces.length === 0) return [selected];
  return namespaces.map((namespace) => ({ ...selected, namespace }));
}
