import { ApiError } from '@kubewright/apimachinery';
import type { IncomingMessage, ServerResponse } from '../internal/http-server/http-server.ts';

/** What was posted is no review that can be answered. */
export class BadReviewError extends Error {
  override readonly name = 'BadReviewError';
  /** The HTTP status of the answer. */
  readonly code: number;

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A review without its version: what the API server asks. */
export interface Review<R> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: R;
}

/**
 * Reads a posted review of one kind and version. Throws a {@link BadReviewError} for anything else. Its messages quote
 * nothing of the body, which may hold a Secret.
 */
export async function readReview<R extends { readonly uid: string }>(
  request: IncomingMessage,
  wanted: { readonly apiVersion: string; readonly kind: string; readonly maxBytes: number },
): Promise<Review<R>> {
  const type = request.headers['content-type'] ?? '';
  if (type.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    throw new BadReviewError(415, `contentType=${type}, expected application/json`);
  }
  const text = await readBody(request, wanted.maxBytes);
  if (text === '') throw new BadReviewError(400, 'request body is empty');
  const { apiVersion, kind, request: asked } = parseObject(text) as Partial<Review<Partial<R>>>;
  if (apiVersion !== wanted.apiVersion || kind !== wanted.kind) {
    const got = `${String(kind)} of ${String(apiVersion)}`;
    throw new BadReviewError(400, `want ${wanted.kind} of ${wanted.apiVersion}, got ${got}`);
  }
  if (typeof asked !== 'object' || (asked as unknown) === null || typeof asked.uid !== 'string' || asked.uid === '') {
    throw new BadReviewError(400, `the ${wanted.kind} has no request with a uid`);
  }
  return { apiVersion, kind, request: asked as R };
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadReviewError(400, `the request body is no JSON (${text.length} characters)`);
  }
  if (typeof value !== 'object' || value === null) throw new BadReviewError(400, 'the request body is no JSON object');
  return value;
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection has to stay to be answered on.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new BadReviewError(413, `request entity is too large; limit is ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function writeJson(response: ServerResponse, code: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

/** Answers in the words of an API server, which passes them on to whoever made the call. */
export function writeBadReview(response: ServerResponse, { code, message }: BadReviewError): void {
  // The rest of a body that was not read to its end would be taken for the next request.
  response.setHeader('connection', 'close');
  writeJson(response, code, new ApiError({ code, message }).status());
}
