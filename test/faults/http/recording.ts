import type { IncomingMessage, ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { statusObject } from './rules.ts';

interface RecordedAnswer {
  readonly code: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Enough for what tests read; a larger answer is not kept. */
const MAX_BODY_BYTES = 4 * 2 ** 20;
const MAX_ANSWERS = 64;

/** What the server answered last, by URL: so that a client can be shown the past. */
export class Recording {
  readonly #answers = new Map<string, RecordedAnswer>();

  /** A stream that keeps the answer that passes through it. */
  tee(url: string, { statusCode: code = 200, headers }: IncomingMessage): Transform {
    const chunks: Buffer[] = [];
    let bytes = 0;
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
        done(null, chunk);
      },
      flush: (done) => {
        if (bytes <= MAX_BODY_BYTES) this.#keep(url, { code, headers, body: Buffer.concat(chunks) });
        done();
      },
    });
  }

  /** Answers with what was kept, or with a 504 that says that nothing was. */
  replay(url: string, response: ServerResponse): void {
    const kept = this.#answers.get(url);
    if (kept === undefined) {
      response.writeHead(504, { 'content-type': 'application/json' });
      response.end(JSON.stringify(statusObject(504, undefined, `fault: no earlier answer to ${url}`)));
      return;
    }
    const { 'transfer-encoding': _, connection: __, ...headers } = kept.headers;
    response.writeHead(kept.code, { ...headers, 'content-length': kept.body.length });
    response.end(kept.body);
  }

  #keep(url: string, recorded: RecordedAnswer): void {
    this.#answers.delete(url);
    this.#answers.set(url, recorded);
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined && this.#answers.size > MAX_ANSWERS) this.#answers.delete(oldest);
  }
}
