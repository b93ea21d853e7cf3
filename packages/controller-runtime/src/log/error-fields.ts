/** A chain longer than this is cut: nobody reads further, and a cycle must end somewhere. */
const MAX_CAUSES = 10;

/** What the language itself throws at a mistake in the program: without the stack nobody finds it. */
const PROGRAMMING_ERRORS: ReadonlySet<string> = new Set([
  'TypeError',
  'ReferenceError',
  'RangeError',
  'SyntaxError',
  'AssertionError',
]);

export interface ErrorFields {
  /** The messages down the cause chain, from the outermost in, parted by `: `. */
  readonly error: string;
  readonly errorName: string;
  /** `reason` of an ApiError or a TerminalError. */
  readonly errorReason?: string;
  /** `code` of a system error. */
  readonly errorCode?: string;
  readonly stacktrace?: string;
}

/**
 * What a log line says of an error: only names, messages, `reason` and `code`, never its other properties, since those
 * may hold a request with its credentials.
 *
 * The stack is there when `withStack` asks for it (the level is debug), and always for mistakes in the program.
 */
export function errorFields(error: Error, { withStack }: { readonly withStack: boolean }): ErrorFields {
  const chain = causeChain(error);
  const reason = firstText(chain, 'reason');
  const code = firstText(chain, 'code');
  return {
    error: joinMessages(chain),
    errorName: error.name,
    ...(reason === undefined ? {} : { errorReason: reason }),
    ...(code === undefined ? {} : { errorCode: code }),
    ...(withStack || chain.some(isProgrammingError) ? { stacktrace: stackOf(chain) } : {}),
  };
}

export function isProgrammingError(error: Error): boolean {
  // undici and fetch report a failed connection as a TypeError with a cause; a mistake in the program has none.
  return PROGRAMMING_ERRORS.has(error.name) && error.cause === undefined;
}

function causeChain(error: Error): readonly Error[] {
  const chain: Error[] = [];
  for (let next: unknown = error; next instanceof Error && chain.length < MAX_CAUSES; next = next.cause) {
    if (chain.includes(next)) break;
    chain.push(next);
    if (next instanceof AggregateError) {
      const inner = next.errors.filter((each): each is Error => each instanceof Error && !chain.includes(each));
      chain.push(...inner.slice(0, MAX_CAUSES - chain.length));
    }
  }
  return chain;
}

function joinMessages(chain: readonly Error[]): string {
  let text = '';
  for (const { message, name } of chain) {
    const part = message === '' ? name : message;
    // Wrappers often quote their cause already.
    if (!text.includes(part)) text = text === '' ? part : `${text}: ${part}`;
  }
  return text;
}

function firstText(chain: readonly Error[], property: 'reason' | 'code'): string | undefined {
  for (const error of chain) {
    const value = (error as unknown as Readonly<Record<string, unknown>>)[property];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function stackOf(chain: readonly Error[]): string {
  return chain.map((error) => error.stack ?? `${error.name}: ${error.message}`).join('\nCaused by: ');
}
