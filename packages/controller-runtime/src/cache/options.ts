import type { Kind } from '@kubewright/apimachinery';
import type { Reader, Watcher } from '../client/index.ts';
import { systemClock, type Clock } from '../internal/clock/clock.ts';
import type { Logger } from '../log/index.ts';
import { DEFAULT_TIMING, type ReflectorTiming } from './reflector/index.ts';
import { stripManagedFields, type TransformFunction } from './transform.ts';

/** What is cached of a kind. Source: `cache.ByObject`. */
export interface KindCacheOptions {
  /** @defaultValue those of the cache */
  readonly namespaces?: readonly string[];
  /** Only objects with these labels, in the text form of `kubectl -l`. Others do not exist for readers. */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** @defaultValue that of the cache */
  readonly transform?: TransformFunction;
}

/** Source: `cache.Options`. */
export interface CacheOptions {
  readonly client: Pick<Reader, 'list'> & Watcher;
  /** Watch these alone. Cluster-scoped kinds are not affected. @defaultValue all namespaces */
  readonly namespaces?: readonly string[];
  readonly byKind?: ReadonlyMap<Kind, KindCacheOptions>;
  /** @defaultValue {@link stripManagedFields} */
  readonly transform?: TransformFunction;
  /** Freeze every cached object. For tests. @defaultValue false */
  readonly freeze?: boolean;
  /** @defaultValue 120_000 */
  readonly syncTimeoutMs?: number;
  readonly timing?: Partial<ReflectorTiming>;
  /**
   * Ask for lists as the beginning of the watch (KEP-3157), by pages where the server cannot. Both give the same; a stream
   * costs the server less memory. Source: client-go's feature gate `WatchListClient`. @defaultValue true
   */
  readonly watchList?: boolean;
  readonly log?: Logger;
  readonly clock?: Clock;
  /** A number from 0 up to 1. @defaultValue Math.random */
  readonly random?: () => number;
}

export interface ResolvedCacheOptions extends Omit<Required<CacheOptions>, 'log' | 'timing'> {
  readonly log: Logger | undefined;
  readonly timing: ReflectorTiming;
}

/** @throws RangeError for a value that cannot be meant. */
export function resolveCacheOptions(options: CacheOptions): ResolvedCacheOptions {
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const { namespaces = [], syncTimeoutMs = 120_000 } = options;
  if (namespaces.includes(''))
    throw new RangeError('namespaces must not hold an empty name; leave it out for all namespaces');
  for (const [name, value] of Object.entries({ ...timing, syncTimeoutMs })) {
    if (!Number.isFinite(value) || value <= 0) throw new RangeError(`${name} must be a positive number, got ${value}`);
  }
  return Object.freeze({
    client: options.client,
    namespaces: [...new Set(namespaces)],
    byKind: options.byKind ?? new Map<Kind, KindCacheOptions>(),
    transform: options.transform ?? stripManagedFields,
    freeze: options.freeze ?? false,
    syncTimeoutMs,
    timing,
    watchList: options.watchList ?? true,
    log: options.log,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  });
}

/** Names a kind and what is seen of it, by value: the same kind may be described by several objects. */
export function kindKey({ group, version, kind, view }: Kind): string {
  const name = `${group}/${version}/${kind}`;
  if (view === undefined) return name;
  return `${name}/${view.type === 'metadata' ? 'metadata' : view.id}`;
}

/**
 * What `byKind` says of a kind, looked up by value. What is said of a kind holds for its views too, but for `transform`,
 * which is about whole objects.
 */
export function optionsForKind(byKind: ReadonlyMap<Kind, KindCacheOptions>, kind: Kind): KindCacheOptions {
  let ofWhole: KindCacheOptions = {};
  for (const [candidate, options] of byKind) {
    if (kindKey(candidate) === kindKey(kind)) return options;
    if (candidate.view === undefined && isSameKind(candidate, kind)) {
      const { transform: _, ...others } = options;
      ofWhole = others;
    }
  }
  return ofWhole;
}

const isSameKind = (a: Kind, b: Kind): boolean => a.group === b.group && a.version === b.version && a.kind === b.kind;
