import { apiVersionOf, type Kind, type KubernetesObject } from '@kubewright/apimachinery';
import type { Cache, ListenerRegistration } from '../cache/index.ts';
import type { EventHandler } from '../handler/index.ts';
import { aborted } from '../internal/abort.ts';
import type { Predicate } from '../predicate/index.ts';
import type { Request } from '../reconcile/index.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Source, SourceContext } from './source.ts';

/** How often a listener is asked whether it has heard of the initial list. */
const SYNC_POLL_MS = 10;

/**
 * Changes of a kind in the cluster, by way of the cache. Ready once every object that is there has been handed to the
 * handler. Source: `source.TypedKind`.
 */
export function kindSource<T extends KubernetesObject, R = Request>(
  cache: Pick<Cache, 'informerFor'>,
  kind: Kind<T>,
  handler: EventHandler<T, R>,
  predicates: readonly Predicate<T>[] = [],
): Source<R> {
  return {
    name: `kind ${kind.kind} (${apiVersionOf(kind)})`,
    lastError: () => cache.informerFor(kind).lastError(),
    start: async (context) => {
      const dispatcher = new Dispatcher(handler, predicates, context);
      const registration = cache.informerFor(kind).addListener((event) => {
        dispatcher.dispatch(event);
      });
      try {
        await whenSynced(registration, context);
        await dispatcher.idle();
        context.ready();
        await aborted(context.signal);
      } finally {
        registration.remove();
        await dispatcher.idle();
      }
    },
  };
}

async function whenSynced(
  registration: ListenerRegistration,
  { clock, signal }: Pick<SourceContext<never>, 'clock' | 'signal'>,
): Promise<void> {
  while (!registration.hasSynced() && !signal.aborted) {
    await clock.delay(SYNC_POLL_MS, { signal }).catch(() => undefined);
  }
}
