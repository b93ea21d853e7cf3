import type { Registry } from 'prom-client';
import type { Cache } from '../cache/index.ts';
import type { Client, Reader, RestConfig, RestMapper } from '../client/index.ts';
import type { HealthCheck } from '../healthz/index.ts';
import type { Clock } from '../internal/clock/clock.ts';
import type { Runnable } from '../internal/runnable.ts';
import type { Logger } from '../log/index.ts';
import type { EventRecorder } from '../recorder/index.ts';
import type { Scheme } from '../scheme/index.ts';
import type { WebhookServer } from '../webhook/index.ts';
import type { ControllerDefaults } from './options.ts';

/**
 * Holds what controllers share, and starts and stops everything in order. Source: `manager.Manager`.
 */
export interface Manager {
  /** Reads from the cache, writes to the API server. */
  readonly client: Client;
  /** Reads from the API server itself: for what is read once, or must be the newest. */
  readonly apiReader: Reader;
  readonly cache: Cache;
  /** Finds kinds by what the server serves. */
  readonly restMapper: RestMapper;
  readonly scheme: Scheme;
  readonly config: RestConfig;
  readonly metrics: { readonly registry: Registry };
  readonly logger: Logger;
  readonly clock: Clock;
  readonly controllerDefaults: ControllerDefaults;
  /** Resolves when this process is the leader, or at start without leader election. */
  readonly elected: Promise<void>;
  /** Where the servers listen, once they do. */
  readonly addresses: ServerAddresses;
  /**
   * Serves webhooks. The first use makes it, so that a program without webhooks needs no certificate; from then on it starts
   * and stops with the manager, and `readyz` has a check `webhook`.
   */
  readonly webhookServer: WebhookServer;

  /** Writes events in the name of `controller`. */
  recorder(controller: string): EventRecorder;
  /** Adds something to start and stop; if the manager runs, it is started at once. */
  add(runnable: Runnable): void;
  /** Not alive: the kubelet restarts the container. */
  addHealthzCheck(name: string, check: HealthCheck): void;
  /** Not ready: Services and roll-outs pass this replica over. */
  addReadyzCheck(name: string, check: HealthCheck): void;
  /**
   * Starts everything in order: servers, webhooks, caches, what runs on every replica, then, as leader, the rest. When
   * `signal` aborts, or something fails, stops everything in order and resolves, or rejects with the failure, and with
   * all that failed to stop. Can be called once. When it has rejected, end the process: something may run still.
   */
  start(signal: AbortSignal): Promise<void>;
}

export interface ServerAddresses {
  readonly metrics: string | undefined;
  readonly webhook: string | undefined;
  readonly healthProbe: string | undefined;
  readonly profile: string | undefined;
}
