import { checkLiteral } from './literal.ts';
import { type Argument, checkGlobalMacro, checkMemberMacro } from './macros.ts';
import { CelSyntaxError } from './syntax-error.ts';
import { type CelToken, describeToken, RESERVED } from './token.ts';
import { tokenize } from './tokenize.ts';

/** Deeper nesting is refused by API servers too. Source: `defaultMaxRecursionDepth` of cel-go's parser. */
const MAX_DEPTH = 250;
const RELATIONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=', 'in']);
/** Operators of two sides, from the loosest to the tightest. All group from the left, which matters to no syntax. */
const BINARY: readonly ReadonlySet<string>[] = [
  new Set(['||']),
  new Set(['&&']),
  RELATIONS,
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
];

/**
 * Reads a text as a CEL expression: its syntax only, with the macros and the optional syntax that API servers know. Whether
 * names and types fit is for an API server to say.
 *
 * Source: the grammar of the CEL language definition, and cel-go's parser where the two differ.
 *
 * @throws {CelSyntaxError}
 */
export function checkCelSyntax(text: string): void {
  new Parser(tokenize(text)).parse();
}

type Shape = Argument['shape'];

class Parser {
  readonly #tokens: readonly CelToken[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly CelToken[]) {
    this.#tokens = tokens;
  }

  parse(): void {
    this.#expression();
    if (this.#next.kind !== 'end') this.#fail('an operator or the end');
  }

  get #next(): CelToken {
    const token = this.#tokens[this.#position];
    if (token === undefined) throw new Error('the parser went past the end');
    return token;
  }

  #expression(): Shape {
    if (++this.#depth > MAX_DEPTH) throw new CelSyntaxError('the expression is nested too deeply', this.#next.start);
    const shape = this.#binary(0);
    const conditional = this.#accept('?');
    if (conditional) {
      this.#binary(0);
      this.#expect(':');
      this.#expression();
    }
    this.#depth--;
    return conditional ? 'other' : shape;
  }

  #binary(level: number): Shape {
    const operators = BINARY[level];
    if (operators === undefined) return this.#unary();
    let shape = this.#binary(level + 1);
    while (this.#isOperator(operators)) {
      this.#position++;
      this.#binary(level + 1);
      shape = 'other';
    }
    return shape;
  }

  #isOperator(operators: ReadonlySet<string>): boolean {
    return (this.#next.kind === 'symbol' || this.#next.kind === 'keyword') && operators.has(this.#next.text);
  }

  /** `!` and `-` may be repeated, not mixed, but a minus may belong to the number behind it: `!-1` parses, `!-a` does not. */
  #unary(): Shape {
    const operator = ['!', '-'].find((symbol) => this.#at(symbol));
    if (operator === undefined) return this.#member(false);
    let count = 0;
    while (this.#accept(operator)) count++;
    const signed = operator === '!' && this.#atSignedNumber();
    if (signed) this.#position++;
    // Of several minus signs none belongs to the number.
    this.#member(signed || (operator === '-' && count === 1));
    return 'other';
  }

  #atSignedNumber(): boolean {
    const kind = this.#tokens[this.#position + 1]?.kind;
    return this.#at('-') && (kind === 'int' || kind === 'double');
  }

  #member(negative: boolean): Shape {
    let shape = this.#primary(negative);
    for (;;) {
      if (this.#accept('.')) shape = this.#selection();
      else if (this.#accept('[')) {
        this.#accept('?');
        this.#expression();
        this.#expect(']');
        shape = 'other';
      } else return shape;
    }
  }

  /** What follows a dot: a field, an optional field, or a call. */
  #selection(): Shape {
    const optional = this.#accept('?');
    const name = this.#identifier('the name of a field or a function');
    if (optional || !this.#accept('(')) return optional ? 'other' : 'field';
    checkMemberMacro(name.text, this.#arguments());
    return 'other';
  }

  #primary(negative: boolean): Shape {
    const token = this.#next;
    if (token.kind === 'identifier' || this.#at('.')) return this.#named();
    if (this.#accept('(')) {
      const shape = this.#expression();
      this.#expect(')');
      return shape;
    }
    if (this.#accept('[')) return this.#entries(']', () => this.#item());
    if (this.#accept('{')) return this.#entries('}', () => this.#mapEntry());
    const literal = token.kind !== 'symbol' && token.kind !== 'end' && token.text !== 'in';
    if (!literal) this.#fail('a value');
    checkLiteral(token, negative);
    this.#position++;
    return 'other';
  }

  /** `name`, `.name`, `name(…)`, or `package.Type{…}`. */
  #named(): Shape {
    this.#accept('.');
    const name = this.#identifier('a name');
    if (RESERVED.has(name.text)) throw new CelSyntaxError(`"${name.text}" is a reserved word`, name.start);
    if (this.#accept('(')) {
      checkGlobalMacro(name.text, this.#arguments());
      return 'other';
    }
    const end = this.#endOfTypeName();
    if (end === undefined) return 'name';
    this.#position = end + 1;
    return this.#entries('}', () => this.#field());
  }

  /** Looks ahead for `.b.c{`: the position of the brace. */
  #endOfTypeName(): number | undefined {
    let position = this.#position;
    while (this.#isSymbol(position, '.') && this.#tokens[position + 1]?.kind === 'identifier') position += 2;
    return this.#isSymbol(position, '{') ? position : undefined;
  }

  #arguments(): readonly Argument[] {
    const all: Argument[] = [];
    if (this.#accept(')')) return all;
    do {
      const { start } = this.#next;
      all.push({ shape: this.#expression(), start });
    } while (this.#accept(','));
    this.#expect(')');
    return all;
  }

  /** Entries with commas between; one more comma may stand at the end. */
  #entries(close: string, readEntry: () => void): Shape {
    if (!this.#at(',')) {
      while (!this.#at(close)) {
        readEntry();
        if (!this.#accept(',')) break;
      }
    } else this.#position++;
    this.#expect(close);
    return 'other';
  }

  #item(): void {
    this.#accept('?');
    this.#expression();
  }

  #mapEntry(): void {
    this.#item();
    this.#expect(':');
    this.#expression();
  }

  #field(): void {
    this.#accept('?');
    this.#identifier('the name of a field');
    this.#expect(':');
    this.#expression();
  }

  #identifier(what: string): CelToken {
    const token = this.#next;
    if (token.kind !== 'identifier') this.#fail(what);
    this.#position++;
    return token;
  }

  #isSymbol(position: number, text: string): boolean {
    const token = this.#tokens[position];
    return token?.kind === 'symbol' && token.text === text;
  }

  #at(symbol: string): boolean {
    return this.#isSymbol(this.#position, symbol);
  }

  #accept(symbol: string): boolean {
    const found = this.#at(symbol);
    if (found) this.#position++;
    return found;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) this.#fail(`"${symbol}"`);
  }

  #fail(expected: string): never {
    throw new CelSyntaxError(`expected ${expected}, got ${describeToken(this.#next)}`, this.#next.start);
  }
}
