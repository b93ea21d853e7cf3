export type CelTokenKind = 'identifier' | 'keyword' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'symbol' | 'end';

export interface CelToken {
  readonly kind: CelTokenKind;
  readonly text: string;
  /** UTF-16 units from the start of the expression. */
  readonly start: number;
}

/** Words that are no identifiers, not even behind a dot. */
export const KEYWORDS: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);

/** Identifiers that cannot name a variable or a function: kept for later, and for the languages that CEL lives in. */
export const RESERVED: ReadonlySet<string> = new Set([
  ...['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop'],
  ...['package', 'namespace', 'return', 'var', 'void', 'while'],
]);

/** How a message names a token. */
export function describeToken({ kind, text }: CelToken): string {
  return kind === 'end' ? 'the end' : kind === 'string' || kind === 'bytes' ? text : `"${text}"`;
}
