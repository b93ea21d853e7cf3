import { codePoints } from './code-points.ts';
import { isBreak, isPrintable, type ScalarStyle, styleOf } from './scalar-style.ts';

/** Text is folded at the first single space beyond this column. Source: libyaml's `best_width`. */
const WIDTH = 80;

/** Collects output and knows the column it is at, counted in code points. */
export class Writer {
  #text = '';
  #column = 0;

  get column(): number {
    return this.#column;
  }

  /** Appends text without line breaks. */
  put(text: string): void {
    this.#text += text;
    for (const _ of text) this.#column++;
  }

  newLine(indent: number): void {
    this.#text += `\n${' '.repeat(indent)}`;
    this.#column = indent;
  }

  /** A break that belongs to the text itself and is not `\n`. */
  putBreak(char: string): void {
    this.#text += char;
    this.#column = 0;
  }

  toString(): string {
    return this.#text;
  }
}

/** Writes a string. Continuation lines start at `indent`. */
export function writeScalar(writer: Writer, text: string, indent: number, isKey = false): void {
  WRITERS[styleOf(text, isKey)](writer, codePoints(text), { indent, fold: !isKey });
}

interface Layout {
  readonly indent: number;
  readonly fold: boolean;
}

const WRITERS: Readonly<Record<ScalarStyle, (writer: Writer, chars: readonly string[], layout: Layout) => void>> = {
  plain: (writer, chars, layout) => writeFlowing(writer, chars, layout, false),
  single: (writer, chars, layout) => {
    writer.put("'");
    writeFlowing(writer, chars, layout, true);
    writer.put("'");
  },
  double: writeDouble,
  literal: writeLiteral,
};

/** Plain and single-quoted text: folded at single spaces, never at the first or last character of quoted text. */
function writeFlowing(writer: Writer, chars: readonly string[], { indent, fold }: Layout, quoted: boolean): void {
  let spaces = false;
  let breaks = false;
  for (const [i, char] of chars.entries()) {
    if (char === ' ') {
      const inside = !quoted || (i > 0 && i < chars.length - 1);
      if (fold && !spaces && writer.column > WIDTH && inside && chars[i + 1] !== ' ') writer.newLine(indent);
      else writer.put(char);
      spaces = true;
    } else if (isBreak(char)) {
      writer.putBreak(char);
      breaks = true;
    } else {
      if (breaks) writer.put(' '.repeat(indent));
      writer.put(quoted && char === "'" ? "''" : char);
      spaces = false;
      breaks = false;
    }
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\0', '0'],
  ['\u0007', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\u000b', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\u001b', 'e'],
  ['"', '"'],
  ['\\', '\\'],
  ['\u0085', 'N'],
  ['\u00a0', '_'],
  ['\u2028', 'L'],
  ['\u2029', 'P'],
]);

/** Text that starts with this is escaped altogether. Source: `is_bom` of the Go port looks at the start of the text. */
const BYTE_ORDER_MARK = '\ufeff';

function writeDouble(writer: Writer, chars: readonly string[], { indent, fold }: Layout): void {
  writer.put('"');
  const escapeAll = chars[0] === BYTE_ORDER_MARK;
  let spaces = false;
  for (const [i, char] of chars.entries()) {
    if (char === ' ' && !escapeAll) {
      const inside = i > 0 && i < chars.length - 1;
      if (fold && !spaces && writer.column > WIDTH && inside) {
        writer.newLine(indent);
        if (chars[i + 1] === ' ') writer.put('\\');
      } else writer.put(char);
      spaces = true;
    } else {
      writer.put(escapeAll || mustEscape(char) ? escape(char) : char);
      spaces = false;
    }
  }
  writer.put('"');
}

const mustEscape = (char: string): boolean => !isPrintable(char) || isBreak(char) || char === '"' || char === '\\';

function escape(char: string): string {
  const short = ESCAPES.get(char);
  if (short !== undefined) return `\\${short}`;
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** A block scalar, line by line as it is; the document ends the last line. */
function writeLiteral(writer: Writer, chars: readonly string[], { indent }: Layout): void {
  const first = chars[0] ?? '';
  writer.put(`|${first === ' ' || isBreak(first) ? '2' : ''}${chompingOf(chars)}`);
  const lines = chars.at(-1) === '\n' ? chars.slice(0, -1) : chars;
  writer.newLine(0);
  let breaks = true;
  for (const char of lines) {
    if (char === '\n') writer.newLine(0);
    else if (isBreak(char)) writer.putBreak(char);
    else {
      if (breaks) writer.put(' '.repeat(indent));
      writer.put(char);
    }
    breaks = isBreak(char);
  }
}

/** `-`: no line break at the end. `+`: more than one. */
function chompingOf(chars: readonly string[]): '' | '-' | '+' {
  if (!isBreak(chars.at(-1) ?? '')) return '-';
  return chars.length === 1 || isBreak(chars.at(-2) ?? '') ? '+' : '';
}
