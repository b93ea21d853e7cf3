/** Turns whatever was thrown into an Error, once, at the catch. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`non-error thrown: ${String(thrown)}`, { cause: thrown });
}

/** For the last branch of a switch over a closed union. */
export function assertNever(value: never): never {
  throw new TypeError(`unhandled case: ${JSON.stringify(value)}`);
}
