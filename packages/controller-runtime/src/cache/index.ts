export type { Cache, EventListener, Informer, ListenerRegistration } from './cache.ts';
export { CacheNotStartedError, CacheSyncError } from './errors.ts';
export { createCache } from './informer-cache.ts';
export type { CacheOptions, KindCacheOptions } from './options.ts';
export { SlowListError, StaleListError, StalledWatchError, type ReflectorTiming } from './reflector/index.ts';
export type { IndexFunction } from './store/field-index.ts';
export { deepFreeze, stripManagedFields, type TransformFunction } from './transform.ts';
