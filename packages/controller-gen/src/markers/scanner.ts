/** Token kinds: named ones, or the character itself. */
export type Token = 'end' | 'identifier' | 'int' | 'float' | 'string' | 'raw' | (string & {});

const WHITESPACE = /[\t\n\r ]/;
const IDENTIFIER_START = /[\p{L}_]/u;
const IDENTIFIER_PART = /[\p{L}\p{Nd}_]/u;

/** What the arguments of a marker are cut into. Source: Go's `text/scanner`, in the mode controller-tools uses it. */
export class Scanner {
  readonly text: string;
  /** Set while strings are read: digits are then plain characters, so that `100Mi` or `087` are no bad numbers. */
  plainDigits = false;
  /** Called for a malformed token, with its offset. */
  readonly #onError: (message: string, offset: number) => void;
  #offset = 0;
  #tokenStart = 0;

  constructor(text: string, onError: (message: string, offset: number) => void) {
    this.text = text;
    this.#onError = onError;
  }

  /** Where the last token began. */
  get tokenStart(): number {
    return this.#tokenStart;
  }

  /** Where the last token ended: what `peek` would see. */
  get offset(): number {
    return this.#offset;
  }

  get tokenText(): string {
    return this.text.slice(this.#tokenStart, this.#offset);
  }

  /** The next character, white space included; empty at the end. */
  peek(): string {
    return this.#charAt(this.#offset);
  }

  /** The next character that is no white space, which is skipped. */
  peekNoSpace(): string {
    while (WHITESPACE.test(this.peek())) this.#offset++;
    return this.peek();
  }

  scan(): Token {
    const char = this.peekNoSpace();
    this.#tokenStart = this.#offset;
    if (char === '') return 'end';
    if (IDENTIFIER_START.test(char)) return this.#identifier();
    if (!this.plainDigits && (isDigit(char) || (char === '.' && isDigit(this.#charAt(this.#offset + 1)))))
      return this.#number();
    if (char === '"') return this.#string();
    if (char === '`') return this.#raw();
    this.#offset += char.length;
    return char;
  }

  /** Everything that is left, unread. */
  rest(): string {
    return this.text.slice(this.#offset);
  }

  skipToEnd(): void {
    this.#offset = this.text.length;
  }

  fail(message: string, offset = this.#tokenStart): void {
    this.#onError(message, offset);
  }

  #charAt(offset: number): string {
    const code = this.text.codePointAt(offset);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #identifier(): Token {
    for (let char = this.peek(); char !== '' && IDENTIFIER_PART.test(char); char = this.peek())
      this.#offset += char.length;
    return 'identifier';
  }

  #number(): Token {
    const [literal = ''] = NUMBER.exec(this.text.slice(this.#offset)) ?? [];
    this.#offset += literal.length;
    if (!/^[0-9]/.test(literal) || /^(?!0[xX]).*[.eE]/.test(literal)) {
      if (/[eE][-+]?$/.test(literal)) this.fail('exponent has no digits');
      return 'float';
    }
    if (/^0[0-7]*[89]/.test(literal)) this.fail(`invalid digit in octal literal ${literal}`);
    return 'int';
  }

  #string(): Token {
    for (this.#offset++; ; this.#offset++) {
      const char = this.peek();
      if (char === '' || char === '\n') {
        this.fail('string is not closed');
        return 'string';
      }
      if (char === '\\') this.#offset++;
      else if (char === '"') break;
    }
    this.#offset++;
    return 'string';
  }

  #raw(): Token {
    const end = this.text.indexOf('`', this.#offset + 1);
    if (end === -1) {
      this.fail('raw string is not closed');
      this.skipToEnd();
    } else this.#offset = end + 1;
    return 'raw';
  }
}

const NUMBER = /^(?:0[xX][0-9a-fA-F_]*|0[bB][0-9_]*|0[oO][0-9_]*|(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]*)?)/;

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char.length === 1;
}
