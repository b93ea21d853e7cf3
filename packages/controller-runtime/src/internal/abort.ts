/** Resolves once `signal` has aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/**
 * A controller that aborts with `parent`, and can abort alone. Call `unlink` (or dispose) when it is no longer needed:
 * a parent that lives as long as the process must not gather the listeners of all its children.
 */
export function linkedAbort(parent: AbortSignal): AbortController & Disposable {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(parent.reason);
  if (parent.aborted) onAbort();
  else parent.addEventListener('abort', onAbort, { once: true });
  return Object.assign(controller, { [Symbol.dispose]: () => parent.removeEventListener('abort', onAbort) });
}

/** The promise's outcome, or the signal's reason if that comes first. The promise goes on by itself. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  signal.throwIfAborted();
  const { promise: abort, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, abort]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
