import type { Identity, ImpersonateConfig } from '../config/index.ts';
import { impersonationHeaders } from './impersonation.ts';

type Headers = Readonly<Record<string, string | string[]>>;

/** What headers depend on. */
interface RequestForm {
  readonly method: string;
  readonly contentType?: string | undefined;
  readonly accept?: string | undefined;
}

/** The headers of requests: made once per identity and kind of request, since they are sent thousands of times. */
export class RequestHeaders {
  readonly #fixed: Headers;
  #identity: Identity | undefined;
  #made = new Map<string, Headers>();

  constructor(userAgent: string, impersonate: ImpersonateConfig | undefined) {
    this.#fixed = { 'user-agent': userAgent, ...impersonationHeaders(impersonate) };
  }

  for(identity: Identity, request: RequestForm): Record<string, string | string[]> {
    if (this.#identity !== identity) {
      this.#identity = identity;
      this.#made = new Map();
    }
    const { method, contentType, accept } = request;
    // For nearly every request a string that is there already.
    const key = accept === undefined ? (contentType ?? method) : `${method} ${contentType} ${accept}`;
    let made = this.#made.get(key);
    if (made === undefined) {
      made = this.#make(identity, request);
      this.#made.set(key, made);
    }
    return made;
  }

  #make({ authorization }: Identity, { method, contentType, accept = 'application/json' }: RequestForm): Headers {
    return {
      ...this.#fixed,
      accept,
      ...(authorization !== undefined && { authorization }),
      ...(contentType !== undefined && { 'content-type': contentType }),
      // Lists and watches shrink to a twentieth; the server leaves small answers alone.
      ...(method === 'GET' && { 'accept-encoding': 'gzip' }),
    };
  }
}
