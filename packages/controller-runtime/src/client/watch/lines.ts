const NEWLINE = 0x0a;

/** Far above what etcd can hold: a line that never ends must not fill the memory. */
const MAX_LINE_BYTES = 64 << 20;

/** A stream that is no sequence of lines. */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/**
 * Cuts a stream of bytes into lines. Works on bytes, so that a chunk may end anywhere, in the middle of a character too.
 * Each byte is looked at once, however long the line. Empty lines are left out.
 *
 * What stands after the last newline when the stream ends is dropped: it is half a line.
 */
export class LineSplitter {
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  /** The lines that `chunk` completes. @throws LineTooLongError */
  push(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = this.#complete(chunk, start, end);
      if (line !== '') lines.push(line);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  #complete(chunk: Buffer, start: number, end: number): string {
    if (this.#pending.length === 0) return chunk.toString('utf8', start, end);
    this.#pending.push(chunk.subarray(start, end));
    const line = Buffer.concat(this.#pending).toString('utf8');
    this.#pending = [];
    this.#pendingBytes = 0;
    return line;
  }

  #keep(rest: Buffer): void {
    this.#pendingBytes += rest.length;
    if (this.#pendingBytes > MAX_LINE_BYTES) {
      throw new LineTooLongError(`a line of the watch is longer than ${MAX_LINE_BYTES} bytes`);
    }
    this.#pending.push(rest);
  }
}
