/** A text is no CEL expression. */
export class CelSyntaxError extends Error {
  override readonly name = 'CelSyntaxError';
  /** Where it goes wrong: UTF-16 units from the start of the expression. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}
