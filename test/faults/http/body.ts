import { Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** What a watch passes through last: it can be held up, and ended. */
export class WatchGate extends Transform {
  readonly #held: () => Promise<void> | undefined;
  #closed = false;

  /** While `held` gives a promise nothing passes until it resolves. */
  constructor(held: () => Promise<void> | undefined) {
    super();
    this.#held = held;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    const hold = this.#held();
    const pass = (): void => (this.#closed ? done(null) : done(null, chunk));
    if (hold === undefined) pass();
    else void hold.then(pass);
  }

  /** Ends the body cleanly, here and now; what still comes is swallowed. */
  close(): void {
    this.#closed = true;
    this.push(null);
  }
}

/** Passes `bytes` bytes, and ends there as if that were all. */
export function truncating(bytes: number): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const passed = chunk.subarray(0, left);
      left -= passed.length;
      if (passed.length > 0) this.push(passed);
      if (left === 0) this.push(null);
      done();
    },
  });
}

/** Passes `bytes` bytes, then calls `cut`; nothing passes after that. */
export function cutting(bytes: number, cut: () => void): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const passed = chunk.subarray(0, left);
      left -= passed.length;
      if (passed.length > 0) this.push(passed);
      // What was pushed is written in this turn of the event loop; the reset must come after it.
      if (left === 0) setImmediate(cut);
      else done();
    },
    flush() {
      // The body was shorter than that: cut at its end, before the client can take it for whole.
      setImmediate(cut);
    },
  });
}

/** Passes at most `bytes` bytes at a time, with a pause after each. */
export function trickling(bytes: number, pauseMs: number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const slowly = async (): Promise<void> => {
        for (let at = 0; at < chunk.length; at += bytes) {
          this.push(chunk.subarray(at, at + bytes));
          await delay(pauseMs);
        }
      };
      slowly().then(() => done(), done);
    },
  });
}
