import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import type { CachedReader } from '../client/index.ts';
import type { ObjectEvent } from '../event/index.ts';
import type { IndexFunction } from './store/field-index.ts';

/** Called synchronously, in order, on the informer's own turn: must be quick and must not throw. */
export type EventListener<T extends KubernetesObject> = (event: ObjectEvent<T>) => void;

export interface ListenerRegistration {
  /** True once the initial list has been handed to this listener. */
  hasSynced(): boolean;
  remove(): void;
}

/** Keeps one kind in memory. Source: `cache.Informer`. */
export interface Informer<T extends KubernetesObject> {
  /** A late listener first hears of every object that is there, as `create` with `isInInitialList`. */
  addListener(listener: EventListener<T>): ListenerRegistration;
  hasSynced(): boolean;
  /**
   * Milliseconds since the server was last heard of (a list, a change, a bookmark, or the clean end of a watch).
   * `undefined` before the first list. Liveness reads it: a dead watch is not healthy.
   */
  quietForMs(): number | undefined;
  /** The last error of list or watch, until one succeeds again. */
  lastError(): Error | undefined;
}

/**
 * Shared informers, and reads from what they hold: no call to the API server. Objects are shared and deeply readonly.
 * Source: `cache.Cache`.
 */
export interface Cache extends CachedReader {
  /** The informer of a kind, made (and, if the cache runs, started) on first use. */
  informerFor<T extends KubernetesObject>(kind: Kind<T>): Informer<T>;
  /** Runs all informers until `signal` aborts; resolves when everything has stopped. */
  start(signal: AbortSignal): Promise<void>;
  /**
   * Resolves when every informer has its initial list. Rejects on abort, and with a `CacheSyncError` on time-out, which
   * names the kinds that are missing and why. `timeoutMs` defaults to two minutes.
   */
  waitForSync(options: { readonly signal: AbortSignal; readonly timeoutMs?: number }): Promise<void>;
  /**
   * Makes `list` with the field selector `field=value` quick, and possible for any `field`: `extract` gives an object's
   * values. Once per kind and field, before or after the start. Source: `client.FieldIndexer`.
   */
  indexField<T extends KubernetesObject>(kind: Kind<T>, field: string, extract: IndexFunction<T>): void;
  /** Stops the informer of a kind and forgets what it holds. A later `informerFor` makes a new one. Source: `cache.Informers.RemoveInformer`. */
  removeInformer(kind: Kind): Promise<void>;
  /** The informers there are, for health checks. */
  informers(): ReadonlyMap<Kind, Informer<KubernetesObject>>;
}
