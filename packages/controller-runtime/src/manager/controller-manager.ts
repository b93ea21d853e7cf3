import type { Registry } from 'prom-client';
import type { Cache } from '../cache/index.ts';
import type { Client, LiveClient, Reader, RestConfig, RestMapper } from '../client/index.ts';
import { Checker, createHealthServer, type HealthCheck } from '../healthz/index.ts';
import { aborted } from '../internal/abort.ts';
import type { Clock } from '../internal/clock/clock.ts';
import { toError } from '../internal/errors.ts';
import type { HttpServer } from '../internal/http-server/http-server.ts';
import type { Runnable, RunnableGroupName } from '../internal/runnable.ts';
import type { LeaderElector } from '../leaderelection/index.ts';
import type { Logger } from '../log/index.ts';
import type { EventRecorder, RunnableEventRecorder } from '../recorder/index.ts';
import type { Scheme } from '../scheme/index.ts';
import type { WebhookServer } from '../webhook/index.ts';
import { Election } from './election.ts';
import { START_ORDER, STOP_ORDER } from './groups.ts';
import type { Manager, ServerAddresses } from './manager.ts';
import type { ControllerDefaults } from './options.ts';
import { RunnableGroup, type Ready } from './runnable-group.ts';
import { shutDown, type StopStep } from './shutdown.ts';

/** The parts of a manager, made by `createManager`. */
export interface ManagerParts {
  readonly client: Client;
  readonly apiReader: Reader;
  readonly cache: Cache;
  readonly restMapper: RestMapper;
  readonly scheme: Scheme;
  readonly config: RestConfig;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly controllerDefaults: ControllerDefaults;
  readonly createRecorder: (controller: string) => RunnableEventRecorder;
  readonly metricsServer: HttpServer | undefined;
  readonly createWebhookServer: () => WebhookServer;
  readonly healthProbeBindAddress: string | undefined;
  readonly profileServer: HttpServer | undefined;
  readonly createElector: ((mayRelease: () => boolean) => LeaderElector) | undefined;
  /** How long what needs the leader has to stop when the lease is lost: then others may take it. */
  readonly lostLeaseGraceMs: number;
  readonly gracefulShutdownTimeoutMs: number;
  /** Closed when everything else has stopped. */
  readonly clients: readonly Pick<LiveClient, 'destroy'>[];
}

export class ControllerManager implements Manager {
  readonly client: Client;
  readonly apiReader: Reader;
  readonly cache: Cache;
  readonly restMapper: RestMapper;
  readonly scheme: Scheme;
  readonly config: RestConfig;
  readonly metrics: { readonly registry: Registry };
  readonly logger: Logger;
  readonly clock: Clock;
  readonly controllerDefaults: ControllerDefaults;
  readonly #parts: ManagerParts;
  readonly #log: Logger;
  readonly #groups: ReadonlyMap<RunnableGroupName, RunnableGroup>;
  readonly #healthz: Checker;
  readonly #readyz: Checker;
  readonly #election: Election;
  readonly #recorders = new Map<string, EventRecorder>();
  readonly #stopNow = new AbortController();
  readonly #failure = Promise.withResolvers<never>();
  readonly #addresses: { -readonly [Server in keyof ServerAddresses]: ServerAddresses[Server] } = {
    metrics: undefined,
    webhook: undefined,
    healthProbe: undefined,
    profile: undefined,
  };
  #webhookServer: WebhookServer | undefined;
  #state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';

  constructor(parts: ManagerParts) {
    this.#parts = parts;
    ({ client: this.client, apiReader: this.apiReader, cache: this.cache, scheme: this.scheme } = parts);
    ({
      restMapper: this.restMapper,
      config: this.config,
      logger: this.logger,
      clock: this.clock,
      controllerDefaults: this.controllerDefaults,
    } = parts);
    this.metrics = { registry: parts.registry };
    this.#log = parts.logger.named('manager');
    this.#failure.promise.catch(() => undefined);
    const onFailure = (error: Error): void => {
      this.#fail(error);
    };
    const common = { stopNow: this.#stopNow.signal, log: this.#log, onFailure };
    this.#groups = new Map(START_ORDER.map((name) => [name, new RunnableGroup({ name, ...common })]));
    this.#healthz = new Checker({ name: 'healthz', log: this.#log, clock: this.clock });
    this.#readyz = new Checker({ name: 'readyz', log: this.#log, clock: this.clock });
    const leadersEnded = (): boolean => this.#group('leaders').running.length === 0;
    this.#election = new Election(parts.createElector?.(leadersEnded));
    this.#addServers();
    this.#group('caches').add({ name: 'cache', start: (signal) => this.cache.start(signal) }, (signal) =>
      this.cache.waitForSync({ signal, timeoutMs: this.controllerDefaults.cacheSyncTimeoutMs ?? 120_000 }),
    );
  }

  get elected(): Promise<void> {
    return this.#election.elected;
  }

  get addresses(): ServerAddresses {
    return this.#addresses;
  }

  get webhookServer(): WebhookServer {
    if (this.#webhookServer !== undefined) return this.#webhookServer;
    const server = this.#parts.createWebhookServer();
    this.#addServer(server, 'webhook');
    this.#readyz.add('webhook', server.startedChecker());
    this.#webhookServer = server;
    return server;
  }

  recorder(controller: string): EventRecorder {
    const present = this.#recorders.get(controller);
    if (present !== undefined) return present;
    const recorder = this.#parts.createRecorder(controller);
    this.#recorders.set(controller, recorder);
    // Up before reconcilers, and down after them: their last events are to be written too.
    this.#group('caches').add({ name: `events of ${controller}`, start: (signal) => recorder.start(signal) });
    return recorder;
  }

  add(runnable: Runnable): void {
    const { group, needLeaderElection = true } = runnable;
    this.#group(group ?? (needLeaderElection ? 'leaders' : 'others')).add(runnable);
  }

  addHealthzCheck(name: string, check: HealthCheck): void {
    this.#healthz.add(name, check);
  }

  addReadyzCheck(name: string, check: HealthCheck): void {
    this.#readyz.add(name, check);
  }

  async start(signal: AbortSignal): Promise<void> {
    if (this.#state !== 'new') throw new Error('the manager was started before: make a new one');
    this.#state = 'running';
    let failure: Error | undefined;
    try {
      this.#bringUp(signal).catch((thrown: unknown) => {
        this.#fail(toError(thrown));
      });
      await Promise.race([this.#failure.promise, aborted(signal)]);
      this.#log.info('stopping', { reason: signal.reason instanceof Error ? signal.reason.message : undefined });
    } catch (thrown) {
      failure = toError(thrown);
      this.#log.error('stopping after a failure', failure);
    }
    const stopErrors = await this.#shutDown();
    this.#state = 'stopped';
    const errors = failure === undefined ? stopErrors : [failure, ...stopErrors];
    if (errors.length > 1) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
    if (errors[0] !== undefined) throw errors[0];
    this.#log.info('stopped');
  }

  async #bringUp(signal: AbortSignal): Promise<void> {
    for (const name of START_ORDER) {
      if (name === 'leaders' || this.#isStopping(signal)) break;
      await this.#group(name).start();
    }
    if (this.#isStopping(signal)) return;
    await this.#group('leaders').warmUp();
    if (this.#isStopping(signal)) return;
    await this.#election.run(async () => {
      if (!this.#isStopping(signal)) await this.#group('leaders').start();
    });
  }

  async #shutDown(): Promise<readonly Error[]> {
    this.#state = 'stopping';
    // A lease that came now would only be kept from others.
    this.#election.withdraw();
    const { clock, gracefulShutdownTimeoutMs, lostLeaseGraceMs, clients } = this.#parts;
    const stopNow = (): void => {
      this.#stopNow.abort(new Error('the manager must stop now'));
    };
    if (this.#election.lost) stopNow();
    const timeoutMs = this.#election.lost
      ? Math.min(lostLeaseGraceMs, gracefulShutdownTimeoutMs)
      : gracefulShutdownTimeoutMs;
    const steps: StopStep[] = STOP_ORDER.map((name) => {
      const group = this.#group(name);
      return { name, stop: () => group.stop(), running: () => group.running };
    });
    // Once nothing reads, writes or serves for the leader any more; before the probes, which tell that we still are here.
    steps.splice(STOP_ORDER.indexOf('caches') + 1, 0, this.#election.asStep());
    const errors = await shutDown({ steps, timeoutMs, onStopNow: stopNow, clock, log: this.#log });
    const closed = await Promise.allSettled(clients.map((client) => client.destroy()));
    const closeErrors = closed.flatMap((each) => (each.status === 'rejected' ? [toError(each.reason)] : []));
    return [...errors, ...closeErrors];
  }

  #addServers(): void {
    const { metricsServer, profileServer, healthProbeBindAddress, logger } = this.#parts;
    if (profileServer !== undefined) this.#addServer(profileServer, 'profile');
    if (metricsServer !== undefined) this.#addServer(metricsServer, 'metrics');
    if (healthProbeBindAddress === undefined) return;
    const endpoints = new Map([
      ['/healthz', this.#healthz],
      ['/readyz', this.#readyz],
    ]);
    const bindAddress = healthProbeBindAddress;
    this.#addServer(createHealthServer({ bindAddress, endpoints, log: logger.named('healthz') }), 'healthProbe');
  }

  #addServer(server: HttpServer | WebhookServer, name: keyof ServerAddresses): void {
    const ready: Ready = async (signal) => {
      // One that is told to stop before it could listen never does.
      await Promise.race([server.listening, aborted(signal)]);
      if (!signal.aborted) this.#addresses[name] = await server.listening;
    };
    this.#group(server.group).add(server, ready);
  }

  #group(name: RunnableGroupName): RunnableGroup {
    const group = this.#groups.get(name);
    if (group === undefined) throw new RangeError(`there is no group "${name}"`);
    return group;
  }

  #isStopping(signal: AbortSignal): boolean {
    return signal.aborted || this.#state !== 'running';
  }

  /** The first failure stops the manager; what follows from it is only logged. */
  #fail(error: Error): void {
    if (this.#state === 'running') this.#failure.reject(error);
    else this.#log.warn('failure while stopping', { error: error.message });
  }
}
