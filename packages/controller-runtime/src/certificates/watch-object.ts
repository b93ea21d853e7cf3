import type { Kind } from '@kubewright/apimachinery';
import { createCache, type CacheOptions } from '../cache/index.ts';
import type { ObjectKey } from '../client/index.ts';
import type { Clock } from '../internal/clock/clock.ts';
import type { Logger } from '../log/index.ts';

export interface WatchObjectInit {
  readonly client: CacheOptions['client'];
  readonly kind: Kind;
  readonly key: ObjectKey;
  /** Called at once for what is there, and at each change. */
  readonly onChange: () => void;
  readonly log: Logger;
  readonly clock: Clock;
}

/**
 * Watches one object, until `signal` aborts. The right to list and watch that name is enough: the API server takes a
 * field selector on `metadata.name` for it.
 */
export async function watchObject(init: WatchObjectInit, signal: AbortSignal): Promise<void> {
  const { client, kind, key, onChange, log, clock } = init;
  const cache = createCache({
    client,
    namespaces: key.namespace === undefined ? [] : [key.namespace],
    byKind: new Map([[kind, { fieldSelector: `metadata.name=${key.name}` }]]),
    log,
    clock,
  });
  cache.informerFor(kind).addListener(onChange);
  await cache.start(signal);
}
