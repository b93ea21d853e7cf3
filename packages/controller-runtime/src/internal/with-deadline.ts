import { linkedAbort, untilAborted } from './abort.ts';
import type { Clock } from './clock/clock.ts';

/**
 * Runs `call` with a signal that aborts with `signal`, or after `ms`. Rejects then, also when the call does not listen
 * to its signal: nobody has to wait for a call that hangs.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  using deadline = linkedAbort(signal);
  const cancel = clock.after(ms, () => {
    deadline.abort(new Error(`no answer within ${Math.round(ms)} ms`));
  });
  try {
    return await untilAborted(call(deadline.signal), deadline.signal);
  } finally {
    cancel();
  }
}
