/** Runs each step, in order, also after one has failed. @throws AggregateError of all that failed. */
export async function runAll(what: string, steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (thrown) {
      errors.push(thrown);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${what}: ${errors.length} step(s) failed`);
}
