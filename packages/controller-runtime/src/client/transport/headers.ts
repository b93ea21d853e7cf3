import type { Identity, ImpersonateConfig } from '../config/index.ts';
import { impersonationHeaders } from './impersonation.ts';

type Headers = Readonly<Record<string, string | string[]>>;

/** The headers of requests: made once per identity and kind of request, since they are sent thousands of times. */
export class RequestHeaders {
  readonly #fixed: Headers;
  #identity: Identity | undefined;
  #made = new Map<string, Headers>();

  constructor(userAgent: string, impersonate: ImpersonateConfig | undefined) {
    this.#fixed = { accept: 'application/json', 'user-agent': userAgent, ...impersonationHeaders(impersonate) };
  }

  for(identity: Identity, method: string, contentType: string | undefined): Record<string, string | string[]> {
    if (this.#identity !== identity) {
      this.#identity = identity;
      this.#made = new Map();
    }
    const key = contentType ?? method;
    const made = this.#made.get(key) ?? this.#make(identity, method, contentType);
    this.#made.set(key, made);
    return made;
  }

  #make({ authorization }: Identity, method: string, contentType: string | undefined): Headers {
    return {
      ...this.#fixed,
      ...(authorization !== undefined && { authorization }),
      ...(contentType !== undefined && { 'content-type': contentType }),
      // Lists and watches shrink to a twentieth; the server leaves small answers alone.
      ...(method === 'GET' && { 'accept-encoding': 'gzip' }),
    };
  }
}
