import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import type { Answer } from './exchange.ts';

const gunzipAsync = promisify(gunzip);

/** Small bodies are inflated on the spot: the thread pool costs more than it saves. */
const SYNC_LIMIT_BYTES = 16_384;

/** The text of an answer, inflated if it came compressed. */
export async function bodyText({ headers, body }: Answer): Promise<string> {
  if (headers['content-encoding'] !== 'gzip') return body.toString('utf8');
  const inflated = body.length <= SYNC_LIMIT_BYTES ? gunzipSync(body) : await gunzipAsync(body);
  return inflated.toString('utf8');
}
