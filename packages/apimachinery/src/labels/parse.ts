import { INTEGER, type Requirement } from './requirement.ts';

/** The text is no label selector; the message says where. */
export class SelectorSyntaxError extends Error {
  override readonly name = 'SelectorSyntaxError';
}

const TOKEN = /\s*(==|!=|=|!|,|\(|\)|>|<|[^\s=!,()<>]+|$)/y;
const SPECIAL = new Set(['==', '!=', '=', '!', ',', '(', ')', '>', '<', '']);
const KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/**
 * Reads a label selector in the text form of `kubectl -l`: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`,
 * `!a`, `a>1`, `a<1`, joined by commas. The empty text selects everything (no requirement).
 *
 * @throws SelectorSyntaxError
 * Source: `labels.Parse`.
 */
export function parseRequirements(text: string): readonly Requirement[] {
  const tokens = new Tokens(text);
  const requirements: Requirement[] = [];
  if (tokens.peek() === '') return requirements;
  for (;;) {
    requirements.push(parseRequirement(tokens));
    const next = tokens.take();
    if (next === '') return requirements;
    if (next !== ',') throw tokens.error(`expected "," but found "${next}"`);
  }
}

function parseRequirement(tokens: Tokens): Requirement {
  if (tokens.peek() === '!') {
    tokens.take();
    return { operator: 'DoesNotExist', key: tokens.key() };
  }
  const key = tokens.key();
  switch (tokens.peek()) {
    case '':
    case ',':
      return { operator: 'Exists', key };
    case '=':
    case '==':
      tokens.take();
      return { operator: 'In', key, values: [tokens.value()] };
    case '!=':
      tokens.take();
      return { operator: 'NotIn', key, values: [tokens.value()] };
    case '>':
    case '<':
      return { operator: tokens.take() === '>' ? 'Gt' : 'Lt', key, value: tokens.integer() };
    case 'in':
      tokens.take();
      return { operator: 'In', key, values: tokens.values() };
    case 'notin':
      tokens.take();
      return { operator: 'NotIn', key, values: tokens.values() };
    default:
      throw tokens.error(`expected an operator after "${key}" but found "${tokens.peek()}"`);
  }
}

class Tokens {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  peek(): string {
    const before = this.#position;
    const token = this.take();
    this.#position = before;
    return token;
  }

  /** The next token; empty at the end. */
  take(): string {
    TOKEN.lastIndex = this.#position;
    const token = TOKEN.exec(this.#text)?.[1] ?? '';
    this.#position = TOKEN.lastIndex;
    return token;
  }

  key(): string {
    const key = this.take();
    if (!KEY.test(key)) throw this.error(key === '' ? 'a label key is missing' : `"${key}" is no label key`);
    return key;
  }

  /** A value may be empty: `a=` and `a=,b` are said so. */
  value(): string {
    const next = this.peek();
    const value = SPECIAL.has(next) ? '' : this.take();
    if (!VALUE.test(value)) throw this.error(`"${value}" is no label value`);
    return value;
  }

  values(): readonly string[] {
    if (this.take() !== '(') throw this.error('expected "(" after in or notin');
    const values: string[] = [];
    for (;;) {
      values.push(this.value());
      const next = this.take();
      if (next === ')') return values;
      if (next !== ',') throw this.error('a list of values must end with ")"');
    }
  }

  integer(): bigint {
    const text = this.take();
    if (!INTEGER.test(text)) throw this.error(`"${text}" is no integer`);
    return BigInt(text);
  }

  error(problem: string): SelectorSyntaxError {
    return new SelectorSyntaxError(`label selector "${this.#text}": ${problem}`);
  }
}
