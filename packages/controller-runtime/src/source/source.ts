import type { Clock } from '../internal/clock/clock.ts';
import type { Logger } from '../log/index.ts';
import type { Enqueue } from '../queue/index.ts';
import type { Request } from '../reconcile/index.ts';

export interface SourceContext<R = Request> {
  readonly queue: Enqueue<R>;
  /** Stop feeding the queue. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly clock: Clock;
  /**
   * To be called once what was there at the start is in the queue: workers wait for it. A source that ends without
   * having called it counts as ready too.
   */
  readonly ready: () => void;
}

/** Where a controller's work comes from. Source: `source.TypedSource` and `source.TypedSyncingSource`. */
export interface Source<R = Request> {
  /** For logs and errors, such as `kind PostgresWriter.demo.yash.com/v1`. */
  readonly name: string;
  /**
   * Feeds the queue until the signal aborts, then resolves once everything it started has stopped. May resolve earlier
   * when nothing more can come. Rejects if it cannot go on: the controller, and with it the manager, then stops.
   */
  start(context: SourceContext<R>): Promise<void>;
  /** Why it is not ready yet, if it knows. */
  lastError?(): Error | undefined;
}
