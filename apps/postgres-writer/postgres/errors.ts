/** Turns whatever was thrown into an Error, once, at the catch. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`non-error thrown: ${String(thrown)}`, { cause: thrown });
}
