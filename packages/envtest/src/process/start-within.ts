/**
 * Has a thing that is being started ended together with a stack, also where the stack is disposed of before the start
 * has come to its end. So several things can start side by side, and when one fails the others go.
 */
export async function startWithin<T extends AsyncDisposable>(
  stack: AsyncDisposableStack,
  start: Promise<T>,
): Promise<T> {
  stack.defer(async () => {
    const started = await start.catch(() => undefined); // the caller hears of it below
    await started?.[Symbol.asyncDispose]();
  });
  return start;
}
