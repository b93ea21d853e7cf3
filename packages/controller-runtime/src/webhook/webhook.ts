import type { Clock } from '../internal/clock/clock.ts';
import type { RequestHandler } from '../internal/http-server/http-server.ts';
import { isProgrammingError } from '../log/error-fields.ts';
import type { Logger } from '../log/index.ts';
import type { WebhookMetrics } from './metrics.ts';

/** What a webhook works with, given by the server that it is registered with. */
export interface WebhookEnvironment {
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: WebhookMetrics;
}

/** What a server serves at a path: `admissionWebhook(…)`, `conversionWebhook(…)` or `() => (request, response) => …`. */
export type Webhook = (environment: WebhookEnvironment) => RequestHandler;

/** What Go would have panicked at: nothing that the caller can mend, or should read. */
export const isPanic = (thrown: unknown): boolean => !(thrown instanceof Error) || isProgrammingError(thrown);
