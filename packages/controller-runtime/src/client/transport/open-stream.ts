import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { untilAborted } from '../../internal/abort.ts';
import { bodyText } from './body.ts';

/** An answer that goes on: its stream if it is a 200, inflated if it comes compressed; the text of a refusal otherwise. */
export interface StreamAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly stream?: Readable;
  readonly refusal?: string;
}

/** Aborting rejects at once, also while there is no connection yet, and later ends the stream with the signal's reason. */
export async function openStream(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
): Promise<StreamAnswer> {
  const opening = dispatcher.request({ ...(options as Dispatcher.RequestOptions), ...(signal && { signal }) });
  const { statusCode, headers, body } = await untilAborted(opening, signal);
  if (statusCode !== 200) {
    const refusal = await bodyText({ statusCode, headers, body: Buffer.from(await body.arrayBuffer()) });
    return { statusCode, headers, refusal };
  }
  if (headers['content-encoding'] !== 'gzip') return { statusCode, headers, stream: body };
  // An error of either stream ends the other; whoever reads the inflated one hears of it there.
  const inflated = pipeline(body, createGunzip(), () => undefined);
  return { statusCode, headers, stream: inflated };
}
