import { apiVersionOf, type Kind } from '@kubewright/apimachinery';
import type { Cache } from '../cache/index.ts';
import type { HealthCheck } from './check.ts';

type Informers = Pick<Cache, 'informers'>;

/** Not ready while an informer has no initial list yet: says which, and why. */
export function cacheSynced(cache: Informers): HealthCheck {
  return () => {
    const missing = [...cache.informers()].filter(([, informer]) => !informer.hasSynced());
    if (missing.length === 0) return;
    const each = missing.map(([kind, informer]) => `${kindText(kind)}${because(informer.lastError())}`);
    throw new Error(`not synced: ${each.join(', ')}`);
  };
}

/**
 * Not alive when an informer that was synced has not heard of the server for `maxQuietMs`: its watch is dead, and a
 * restart is better than acting on what was. The Go original notices nothing. A server that is away shows in
 * `lastError`: then a restart would mend nothing, and the check stays well.
 */
export function watchesAlive(cache: Informers, maxQuietMs: number): HealthCheck {
  return () => {
    const dead = [...cache.informers()].flatMap(([kind, informer]) => {
      const quietMs = informer.quietForMs();
      if (quietMs === undefined || quietMs <= maxQuietMs || informer.lastError() !== undefined) return [];
      return [`${kindText(kind)} (${Math.round(quietMs / 1000)} s)`];
    });
    if (dead.length > 0) throw new Error(`nothing heard from the API server on the watch of ${dead.join(', ')}`);
  };
}

const kindText = (kind: Kind): string => `${kind.kind}.${apiVersionOf(kind)}`;
const because = (error: Error | undefined): string => (error === undefined ? '' : ` (${error.message})`);
