import type { Request } from '../reconcile/index.ts';
import type { Source, SourceContext } from './source.ts';

/**
 * A source that is one function: see {@link Source.start}, except that it need not call `ready`, which counts as called
 * at once.
 *
 * ```ts
 * funcSource('nightly', async ({ queue, clock, signal }) => {
 *   while (!signal.aborted) {
 *     queue.add({ namespace: '', name: 'report' });
 *     await clock.delay(24 * 3600_000, { signal }).catch(() => undefined);
 *   }
 * });
 * ```
 * Source: `source.TypedFunc`.
 */
export function funcSource<R = Request>(
  name: string,
  run: (context: SourceContext<R>) => void | Promise<void>,
): Source<R> {
  return {
    name,
    start: async (context) => {
      context.ready();
      await run(context);
    },
  };
}
