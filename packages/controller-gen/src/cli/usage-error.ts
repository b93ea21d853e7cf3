/** The command line is wrong. Nothing ran; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
