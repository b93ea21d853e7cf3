import type { Frame } from './frames.ts';

/** What of a frame can be told in words: SQL, or a command's tag. */
export interface FrameText {
  /**
   * `Query`, `Parse`: the SQL. `Bind`, `Execute`, `Describe`: the SQL of the statement they speak of, where this
   * connection prepared it. `CommandComplete`: the tag, such as `COMMIT` or `INSERT 0 1`. `ErrorResponse`: the SQLSTATE.
   */
  readonly text: string;
  /** True for the one frame of a statement that makes the server run it: `Query` or `Execute`. */
  readonly runs: boolean;
}

const NO_TEXT: FrameText = { text: '', runs: false };

/** Follows one connection's statements and portals, so that an `Execute` can be told by its SQL. */
export class StatementTracker {
  readonly #statements = new Map<string, string>();
  readonly #portals = new Map<string, string>();

  read(frame: Frame): FrameText {
    const body = frame.bytes.subarray(5);
    switch (frame.name) {
      case 'Query':
        return { text: cString(body, 0).value, runs: true };
      case 'Parse': {
        const name = cString(body, 0);
        const sql = cString(body, name.next).value;
        this.#statements.set(name.value, sql);
        return { text: sql, runs: false };
      }
      case 'Bind': {
        const portal = cString(body, 0);
        const sql = this.#statements.get(cString(body, portal.next).value) ?? '';
        this.#portals.set(portal.value, sql);
        return { text: sql, runs: false };
      }
      case 'Execute':
        return { text: this.#portals.get(cString(body, 0).value) ?? '', runs: true };
      case 'Describe':
      case 'Close': {
        if (frame.side === 'backend') return NO_TEXT;
        const named = String.fromCharCode(body[0] ?? 0) === 'S' ? this.#statements : this.#portals;
        const { value } = cString(body, 1);
        const text = named.get(value) ?? '';
        if (frame.name === 'Close') named.delete(value);
        return { text, runs: false };
      }
      case 'CommandComplete':
        return { text: cString(body, 0).value, runs: false };
      case 'ErrorResponse':
        return { text: errorField(body, 'C'), runs: false };
      default:
        return NO_TEXT;
    }
  }
}

/** The NUL-terminated string at `start`, and where the next field begins. */
function cString(bytes: Buffer, start: number): { readonly value: string; readonly next: number } {
  const end = bytes.indexOf(0, start);
  if (end < 0) throw new RangeError('a string in a PostgreSQL frame has no end');
  return { value: bytes.toString('utf8', start, end), next: end + 1 };
}

/** One field of an `ErrorResponse`: a code letter and a string each, closed by a zero byte. */
function errorField(body: Buffer, code: string): string {
  for (let at = 0; at < body.length && body[at] !== 0;) {
    const { value, next } = cString(body, at + 1);
    if (String.fromCharCode(body[at] ?? 0) === code) return value;
    at = next;
  }
  return '';
}
