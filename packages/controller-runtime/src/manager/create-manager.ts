import { hostname } from 'node:os';
import { createCache } from '../cache/index.ts';
import { createClient, createDelegatingClient, loadConfig, type Client, type RestConfig } from '../client/index.ts';
import { cacheSynced, watchesAlive } from '../healthz/index.ts';
import { systemClock } from '../internal/clock/clock.ts';
import { parseBindAddress } from '../internal/http-server/bind-address.ts';
import { LeaderElector, LeaseLock, newIdentity } from '../leaderelection/index.ts';
import { createLogger } from '../log/index.ts';
import {
  leaderElectionMetrics,
  processMetrics,
  registry as processRegistry,
  restClientMetrics,
} from '../metrics/index.ts';
import { createEventRecorder } from '../recorder/index.ts';
import { Scheme } from '../scheme/index.ts';
import { ControllerManager, type ManagerParts } from './controller-manager.ts';
import type { Manager } from './manager.ts';
import { managerMetricsServer, webhookServerFactory } from './servers.ts';
import { createProfileServer } from './profile-server.ts';
import { resolveElection, resolveGracePeriod, type ElectionOptions, type ManagerOptions } from './options.ts';

/**
 * Makes a manager. Nothing is connected to or listened on before `start`.
 *
 * Throws a `RangeError` for an option that cannot be, a `ConfigError` when there is no way to the API server.
 * Source: `manager.New`.
 */
export async function createManager(options: ManagerOptions = {}): Promise<Manager> {
  const {
    logger = createLogger(),
    clock = systemClock,
    scheme = new Scheme(),
    userAgent = 'controller-runtime',
  } = options;
  const {
    healthProbeBindAddress = '0',
    profileBindAddress = '0',
    controller = {},
    maxWatchQuietMs = 600_000,
  } = options;
  const { metrics = {}, webhook = {} } = options;
  const { bindAddress = ':8080', registry = processRegistry } = metrics;
  const election = resolveElection(options);
  const gracefulShutdownTimeoutMs = resolveGracePeriod(options);
  const { kubeconfig } = options;
  const config = options.config ?? (await loadConfig(kubeconfig === undefined ? {} : { kubeconfig }));

  const observer = restClientMetrics(registry);
  const live = createClient(config, { log: logger.named('client'), userAgent, observer, clock });
  const { uncached = [], ...cacheOptions } = options.cache ?? {};
  const cache = createCache({ ...cacheOptions, client: live, log: logger.named('cache'), clock });
  // A pool of its own: a renewal must not wait behind other calls.
  const leaseClient = createClient(config, { userAgent: `${userAgent}/leader-election`, observer, clock });
  const metricsOn = parseBindAddress(bindAddress) !== undefined;
  const probesOn = parseBindAddress(healthProbeBindAddress) !== undefined;
  const profilesOn = parseBindAddress(profileBindAddress) !== undefined;
  if (metricsOn) processMetrics(registry);

  const parts: ManagerParts = {
    client: createDelegatingClient({ cache, live, uncached }),
    apiReader: live,
    cache,
    restMapper: live.restMapper,
    scheme,
    config,
    registry,
    logger,
    clock,
    controllerDefaults: controller,
    createRecorder: (controllerName) =>
      createEventRecorder({ client: live, controllerName, instance: hostname(), log: logger.named('events'), clock }),
    metricsServer: metricsOn
      ? managerMetricsServer({ options: { ...metrics, bindAddress, registry }, client: live, logger, clock })
      : undefined,
    createWebhookServer: webhookServerFactory({ options: webhook, config, client: live, registry, logger, clock }),
    healthProbeBindAddress: probesOn ? healthProbeBindAddress : undefined,
    profileServer: profilesOn
      ? createProfileServer({ bindAddress: profileBindAddress, log: logger.named('profile'), clock })
      : undefined,
    createElector:
      election === undefined
        ? undefined
        : (ended) => createElector({ election, config, client: leaseClient, ended, parts }),
    lostLeaseGraceMs: election === undefined ? 0 : election.times.leaseDurationMs - election.times.renewDeadlineMs,
    gracefulShutdownTimeoutMs,
    clients: [live, leaseClient],
  };
  const manager = new ControllerManager(parts);
  manager.addReadyzCheck('caches', cacheSynced(cache));
  manager.addHealthzCheck('ping', () => undefined);
  manager.addHealthzCheck('watches', watchesAlive(cache, maxWatchQuietMs));
  return manager;
}

interface ElectorInit {
  readonly election: ElectionOptions;
  readonly config: RestConfig;
  readonly client: Client;
  /** Nothing that needs the leader runs. */
  readonly ended: () => boolean;
  readonly parts: Pick<ManagerParts, 'registry' | 'logger' | 'clock'>;
}

function createElector({ election, config, client, ended, parts }: ElectorInit): LeaderElector {
  const { id, labels, releaseOnCancel, times, namespace = config.namespace } = election;
  return new LeaderElector({
    lock: new LeaseLock({ client, namespace, name: id, labels }),
    identity: newIdentity(),
    times,
    mayRelease: () => releaseOnCancel && ended(),
    clock: parts.clock,
    log: parts.logger.named('leaderelection'),
    metrics: leaderElectionMetrics(parts.registry, id),
  });
}
