import type { Clock } from '../internal/clock/clock.ts';
import type { ServerResponse } from '../internal/http-server/http-server.ts';

/** The API server does not wait any longer for an answer. */
export class WebhookTimeoutError extends Error {
  override readonly name = 'WebhookTimeoutError';
  constructor(ms: number) {
    super(`the webhook took longer than ${ms / 1000} s`);
  }
}

/** `timeoutSeconds` is 30 at most; whoever says nothing gets that. */
const MAX_MS = 30_000;

/**
 * A signal that aborts when nobody waits for the answer any more: whoever asked has gone, or the time that the API server
 * gives in the URL, such as `?timeout=10s`, is over. Dispose of it when the answer is there.
 */
export function answerDeadline(url: URL, response: ServerResponse, clock: Clock): AbortSignal & Disposable {
  const gone = new AbortController();
  const onClose = (): void => gone.abort(new Error('whoever asked has gone'));
  response.once('close', onClose);
  const ms = timeoutOf(url);
  const cancel = clock.after(ms, () => gone.abort(new WebhookTimeoutError(ms)));
  return Object.assign(gone.signal, {
    [Symbol.dispose]: () => {
      response.off('close', onClose);
      cancel();
    },
  });
}

/** Go writes whole seconds up to a minute as `10s`. Anything else is not from an API server. */
function timeoutOf(url: URL): number {
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(url.searchParams.get('timeout') ?? '')?.[1] ?? NaN);
  return seconds > 0 ? Math.min(seconds * 1000, MAX_MS) : MAX_MS;
}
