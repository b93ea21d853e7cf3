import type { RequestHandler } from '../internal/http-server/http-server.ts';
import type { WebhookEnvironment } from './webhook.ts';

/** Counts what a handler answers, and how long that takes. Source: `metrics.InstrumentedHook`. */
export function instrumented(
  path: string,
  handler: RequestHandler,
  { metrics, clock }: Pick<WebhookEnvironment, 'metrics' | 'clock'>,
): RequestHandler {
  metrics.registered(path);
  return async (request, response, url) => {
    const startedMs = clock.monotonic();
    metrics.started(path);
    let failed = true;
    try {
      await handler(request, response, url);
      failed = false;
    } finally {
      // What a handler throws the server answers with 500.
      metrics.finished(path, failed ? 500 : response.statusCode, (clock.monotonic() - startedMs) / 1000);
    }
  };
}
