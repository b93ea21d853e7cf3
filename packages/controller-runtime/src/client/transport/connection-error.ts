import type { ApiRequestInfo } from '@kubewright/apimachinery';

/**
 * The API server did not answer: refused, reset, timed out, not trusted. Whether a write was done is unknown, unless
 * `sent` is false. The network's own error is the `cause`.
 */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly request: ApiRequestInfo;
  /** False: the request never left this machine, so it was certainly not done. */
  readonly sent: boolean;

  constructor(request: ApiRequestInfo, host: string, cause: Error, sent: boolean) {
    super(`${request.method} ${request.path}: ${describe(cause, host)}`, { cause });
    this.request = request;
    this.sent = sent;
  }
}

/** The code of a network error, looked for in the members of an AggregateError too (one per address tried). */
export function networkErrorCode(error: Error): string | undefined {
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError && error.errors[0] instanceof Error
    ? networkErrorCode(error.errors[0])
    : undefined;
}

/** The connection was never made, so that nothing was sent on it. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const isTlsCode = (code: string): boolean =>
  code.startsWith('ERR_TLS_') ||
  code.startsWith('ERR_SSL_') ||
  code.startsWith('CERT_') ||
  code.startsWith('UNABLE_TO_') ||
  code.includes('SELF_SIGNED');

/** The server's certificate was not accepted, or ours was not: new credentials may help. */
export function isTlsError(error: Error): boolean {
  const code = networkErrorCode(error);
  return code !== undefined && isTlsCode(code);
}

export function wasNotSent(error: Error): boolean {
  const code = networkErrorCode(error);
  return code !== undefined && (NOT_CONNECTED.has(code) || (isTlsCode(code) && !code.startsWith('ERR_SSL_')));
}

/** The connection broke while it was in use, as kept-alive ones do when a server restarts. */
export function isBrokenConnection(error: Error): boolean {
  const code = networkErrorCode(error);
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}

function describe(error: Error, host: string): string {
  const code = networkErrorCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return `nothing listens at ${host} (ECONNREFUSED)`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name of ${host} cannot be resolved (${code})`;
    case 'UND_ERR_CONNECT_TIMEOUT':
      return `${host} cannot be reached in time (${code})`;
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return `${host} did not answer in time (${code})`;
    case undefined:
      return `${host}: ${error.message}`;
    default:
      return isTlsCode(code)
        ? `TLS with ${host} failed: ${error.message} (${code})`
        : `the connection to ${host} failed: ${error.message} (${code})`;
  }
}
