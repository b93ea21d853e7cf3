import { createSecureContext } from 'node:tls';
import { systemClock, type Clock } from '../../internal/clock/clock.ts';
import { toError } from '../../internal/errors.ts';
import type { Logger } from '../../log/index.ts';
import { ConfigError } from './config-error.ts';
import { createCredentialSource, type Credentials, type CredentialSource } from './credentials.ts';
import { readPem } from './read-file.ts';
import type { RestConfig } from './rest-config.ts';

/** What a TLS connection is made with. A changed certificate or CA is another object. */
export interface TlsMaterial {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly serverName: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** How the client shows who it is, at this moment. */
export interface Identity {
  readonly authorization: string | undefined;
  readonly tls: TlsMaterial;
}

/** How often files are looked at again, as client-go does with token files. */
const REFRESH_INTERVAL_MS = 60_000;
/** A server that answers 401 to everything must not make us run a plugin for each request. */
const MIN_REFRESH_MS = 1_000;

/**
 * Keeps the client's identity fresh: files are read again every minute, plugins run again when their credentials
 * expire, and both when the server said 401. New material counts only once it is complete and fits together; until
 * then, and while a file cannot be read, the old one stays.
 */
export class IdentityProvider {
  readonly #config: RestConfig;
  readonly #clock: Clock;
  readonly #log: Logger | undefined;
  readonly #credentials: CredentialSource;
  #current: Identity | undefined;
  #refreshing: Promise<Identity> | undefined;
  #nextRefresh = 0;
  #lastRefresh = -Infinity;
  #warned = false;

  constructor(
    config: RestConfig,
    { clock = systemClock, log }: { readonly clock?: Clock; readonly log?: Logger } = {},
  ) {
    this.#config = config;
    this.#clock = clock;
    this.#log = log;
    this.#credentials = createCredentialSource(config.auth, clock);
  }

  /** The identity; a promise only when something has to be read. */
  get(): Identity | Promise<Identity> {
    const current = this.#current;
    return current !== undefined && this.#clock.monotonic() < this.#nextRefresh ? current : this.#refresh();
  }

  /** Reads everything again, because the server did not accept `rejected`. The same object comes back if nothing is new. */
  async renew(rejected: Identity): Promise<Identity> {
    if (this.#current !== undefined && this.#current !== rejected) return this.#current;
    if (this.#clock.monotonic() - this.#lastRefresh < MIN_REFRESH_MS) return rejected;
    this.#credentials.invalidate();
    return await this.#refresh();
  }

  async #refresh(): Promise<Identity> {
    this.#refreshing ??= this.#load().finally(() => {
      this.#refreshing = undefined;
    });
    return await this.#refreshing;
  }

  async #load(): Promise<Identity> {
    const identity = await this.#loadOrKeep();
    this.#current = identity;
    this.#lastRefresh = this.#clock.monotonic();
    const validForMs = Math.min(REFRESH_INTERVAL_MS, this.#credentials.validForMs());
    this.#nextRefresh = this.#lastRefresh + Math.max(MIN_REFRESH_MS, validForMs);
    return identity;
  }

  async #loadOrKeep(): Promise<Identity> {
    const before = this.#current;
    try {
      const credentials = await this.#credentials.load();
      const { authorization } = credentials;
      const tls = await this.#loadTls(credentials);
      this.#warned = false;
      return before?.tls === tls && before.authorization === authorization ? before : { authorization, tls };
    } catch (thrown) {
      const error = toError(thrown);
      if (before === undefined) throw error;
      if (!this.#warned) this.#log?.warn('credentials not renewed, the old ones stay', { error: error.message });
      this.#warned = true;
      return before;
    }
  }

  /** The material as it is now: the very object that we have, unless something in it changed. */
  async #loadTls(credentials: Credentials): Promise<TlsMaterial> {
    const { ca, clientCertificate, serverName, insecureSkipVerify } = this.#config.tls;
    const next: TlsMaterial = {
      ca: await readPem(ca),
      cert: credentials.certificate ?? (await readPem(clientCertificate?.certificate)),
      key: credentials.key ?? (await readPem(clientCertificate?.key)),
      serverName,
      rejectUnauthorized: !insecureSkipVerify,
    };
    const before = this.#current?.tls;
    if (before !== undefined && before.ca === next.ca && before.cert === next.cert && before.key === next.key) {
      return before;
    }
    try {
      // Fails for a certificate and a key that do not belong together, as while only one of two files is replaced.
      createSecureContext({ ca: next.ca, cert: next.cert, key: next.key });
    } catch (thrown) {
      throw new ConfigError(
        `${this.#config.origin}: CA, client certificate and key do not fit: ${toError(thrown).message}`,
        {
          cause: thrown,
        },
      );
    }
    return next;
  }
}
