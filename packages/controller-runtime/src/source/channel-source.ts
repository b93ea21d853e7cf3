import type { KubernetesObject } from '@kubewright/apimachinery';
import type { GenericEvent } from '../event/index.ts';
import type { EventHandler } from '../handler/index.ts';
import { untilAborted } from '../internal/abort.ts';
import type { Predicate } from '../predicate/index.ts';
import type { Request } from '../reconcile/index.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Source } from './source.ts';

export interface ChannelOptions<T extends KubernetesObject> {
  /** @defaultValue none */
  readonly predicates?: readonly Predicate<T>[];
  /** For logs. @defaultValue 'channel' */
  readonly name?: string;
}

/**
 * Objects that something outside the cluster's watches says have to be looked at: a stream, a generator, or an
 * `EventEmitter` by `on(emitter, 'event')` of `node:events`. Ready at once; ends with the stream, and ends the stream
 * (`return`) when the controller stops. A stream that throws stops the controller.
 *
 * The handler's `generic` is called. Source: `source.TypedChannel`.
 */
export function channelSource<T extends KubernetesObject, R = Request>(
  channel: AsyncIterable<T>,
  handler: EventHandler<T, R>,
  options: ChannelOptions<T> = {},
): Source<R> {
  const { predicates = [], name = 'channel' } = options;
  return {
    name,
    start: async (context) => {
      const dispatcher = new Dispatcher(handler, predicates, context);
      const iterator = channel[Symbol.asyncIterator]();
      context.ready();
      try {
        while (!context.signal.aborted) {
          const next = await untilAborted(iterator.next(), context.signal);
          if (next.done === true) return;
          dispatcher.dispatch({ type: 'generic', object: next.value } satisfies GenericEvent<T>);
        }
      } catch (thrown) {
        if (!context.signal.aborted) throw thrown;
      } finally {
        // Not awaited: a generator that hangs in its own await only returns once that ends.
        if (context.signal.aborted) iterator.return?.().catch(() => undefined);
        await dispatcher.idle();
      }
    },
  };
}
