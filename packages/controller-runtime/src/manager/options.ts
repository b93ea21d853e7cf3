import type { Kind } from '@kubewright/apimachinery';
import type { Registry } from 'prom-client';
import type { CacheOptions } from '../cache/index.ts';
import type { RestConfig } from '../client/index.ts';
import type { ControllerOptions } from '../controller/index.ts';
import type { Clock } from '../internal/clock/clock.ts';
import type { RequestHandler } from '../internal/http-server/http-server.ts';
import type { TlsOptions } from '../internal/http-server/server-tls.ts';
import { resolveLeaseTimes, type LeaseTimes } from '../leaderelection/index.ts';
import type { Logger } from '../log/index.ts';
import type { FilterProvider } from '../metrics/filters/index.ts';
import type { Scheme } from '../scheme/index.ts';
import type { WebhookServerOptions } from '../webhook/index.ts';

/** Source: `manager.Options`. */
export interface ManagerOptions extends Partial<LeaseTimes> {
  /** How to reach the API server. @defaultValue what `loadConfig` finds */
  readonly config?: RestConfig;
  /** A kubeconfig, as with `--kubeconfig`; only without `config`. */
  readonly kubeconfig?: string;
  /** The first word of `User-Agent`. @defaultValue 'controller-runtime' */
  readonly userAgent?: string;
  /** The kinds that are known by name. @defaultValue a new one */
  readonly scheme?: Scheme;
  readonly cache?: Pick<CacheOptions, 'byKind' | 'freeze' | 'namespaces' | 'timing' | 'transform' | 'watchList'> & {
    /** Kinds that `client` reads from the API server each time, such as Secrets. @defaultValue none */
    readonly uncached?: readonly Kind[];
  };
  readonly metrics?: MetricsOptions;
  /** Of `webhookServer`, which is there only when it is asked for. */
  readonly webhook?: WebhookServerOptions;
  /** Where `/healthz` and `/readyz` are served; '0' is off. @defaultValue '0' */
  readonly healthProbeBindAddress?: string;
  /**
   * Where CPU and heap profiles are served; '0' is off. A heap snapshot holds every secret in memory: an address such as
   * `127.0.0.1:6060`, and no other. @defaultValue '0'
   */
  readonly profileBindAddress?: string;
  /**
   * Not alive when a watch has heard nothing from the API server for so long, though nothing says that the server is
   * away. @defaultValue 600_000
   */
  readonly maxWatchQuietMs?: number;
  /** Only one replica at a time runs what needs the leader. @defaultValue false */
  readonly leaderElection?: boolean;
  /** The name of the lease; needed with `leaderElection`. */
  readonly leaderElectionId?: string;
  /** @defaultValue the pod's own namespace; outside a cluster that of the kubeconfig's context */
  readonly leaderElectionNamespace?: string;
  /** Put on the lease. @defaultValue none */
  readonly leaderElectionLabels?: Readonly<Record<string, string>>;
  /** Give the lease back once everything has stopped, so that the next leader need not wait. @defaultValue true */
  readonly leaderElectionReleaseOnCancel?: boolean;
  /**
   * How long everything may take to stop. Reconciles in hand are given up some time before. 0: do not wait; `Infinity`:
   * without end. @defaultValue 30_000
   */
  readonly gracefulShutdownTimeoutMs?: number;
  /** What all controllers use that say nothing else. */
  readonly controller?: ControllerDefaults;
  /** @defaultValue `createLogger()`: standard error, level info */
  readonly logger?: Logger;
  /** @defaultValue the system's */
  readonly clock?: Clock;
}

export interface MetricsOptions {
  /** Where `/metrics` is served; '0' is off. @defaultValue ':8080' */
  readonly bindAddress?: string;
  /** @defaultValue the process's own: `registry` */
  readonly registry?: Registry;
  /** More pages beside `/metrics`, by path. @defaultValue none */
  readonly extraHandlers?: Readonly<Record<string, RequestHandler>>;
  /** Speak TLS. Source: `server.Options.SecureServing`. @defaultValue false */
  readonly secureServing?: boolean;
  /**
   * Where certificate and key lie; they are read again when they change. Where there are none, a certificate that nobody
   * vouches for is made in memory: enough for encryption. @defaultValue k8s-metrics-server/serving-certs in the system's folder for temporary files
   */
  readonly certDir?: string;
  /** @defaultValue 'tls.crt' */
  readonly certName?: string;
  /** @defaultValue 'tls.key' */
  readonly keyName?: string;
  readonly tls?: TlsOptions;
  /** Decides who may read, such as `withAuthenticationAndAuthorization`. @defaultValue everybody who reaches the server */
  readonly filterProvider?: FilterProvider;
}

/** Source: `config.Controller`. */
export interface ControllerDefaults extends Omit<ControllerOptions, 'rateLimiter'> {
  /** `maxConcurrentReconciles` by the kind a controller is for, such as `ReplicaSet.apps`. */
  readonly groupKindConcurrency?: Readonly<Record<string, number>>;
}

export interface ElectionOptions {
  readonly id: string;
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly releaseOnCancel: boolean;
  readonly times: LeaseTimes;
}

/** What `leaderElection…` comes to; `undefined` when it is off. Throws a `RangeError` for what cannot be. */
export function resolveElection(options: ManagerOptions): ElectionOptions | undefined {
  if (options.leaderElection !== true) return undefined;
  const { leaderElectionId: id = '', leaderElectionNamespace: namespace } = options;
  if (id === '') throw new RangeError('leaderElection needs leaderElectionId: the name of the lease');
  const { leaderElectionLabels: labels = {}, leaderElectionReleaseOnCancel: releaseOnCancel = true } = options;
  return Object.freeze({ id, namespace, labels, releaseOnCancel, times: resolveLeaseTimes(options) });
}

/** Throws a `RangeError` that names the value. */
export function resolveGracePeriod({ gracefulShutdownTimeoutMs = 30_000 }: ManagerOptions): number {
  if (!(gracefulShutdownTimeoutMs >= 0)) {
    throw new RangeError(`gracefulShutdownTimeoutMs must not be negative, got ${gracefulShutdownTimeoutMs}`);
  }
  return gracefulShutdownTimeoutMs;
}
