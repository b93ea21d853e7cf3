import { ApiError, apiErrorFromStatus, isFailureStatus, type ApiRequestInfo } from '@kubewright/apimachinery';

/** Enough of a proxy's error page to recognise it, and not a screenful. */
const MAX_QUOTED = 256;

/** The error for an answer that is not 2xx. The body may be a `Status`, plain text, a proxy's HTML page, or nothing. */
export function errorFromAnswer(
  request: ApiRequestInfo,
  code: number,
  text: string,
  retryAfterSeconds: number | undefined,
): ApiError {
  const context = { code, request, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  const status = parseStatus(text);
  if (status !== undefined) return apiErrorFromStatus(status, context);
  const message = text.trim().replaceAll(/\s+/g, ' ');
  const quoted = message.length > MAX_QUOTED ? `${message.slice(0, MAX_QUOTED)}…` : message;
  return new ApiError({ ...context, ...(quoted !== '' && { message: quoted }) });
}

function parseStatus(text: string): Parameters<typeof apiErrorFromStatus>[0] | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isFailureStatus(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
