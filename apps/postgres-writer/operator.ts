import { controllerManagedBy } from '@kubewright/controller-runtime/builder';
import { createClient, loadConfig, type RestConfig } from '@kubewright/controller-runtime/client';
import type { Logger } from '@kubewright/controller-runtime/log';
import { createManager, type Manager } from '@kubewright/controller-runtime/manager';
import { itemExponentialBackoff } from '@kubewright/controller-runtime/queue';
import { addToScheme, PostgresWriter } from './api/v1/index.ts';
import type { Config } from './config.ts';
import { ChangeNotifier } from './controller/change-notifier.ts';
import { DatabaseMonitor } from './controller/database-monitor.ts';
import { DriftChecker } from './controller/drift-checker.ts';
import { announce } from './controller/events.ts';
import { ObjectCensus } from './controller/object-census.ts';
import { OrphanSweeper } from './controller/orphan-sweeper.ts';
import { PostgresWriterReconciler } from './controller/postgreswriter-reconciler.ts';
import { worthReconciling } from './controller/predicates.ts';
import { StatusQueue } from './controller/status-queue.ts';
import { StatusWriter } from './controller/status.ts';
import { StoreGate } from './controller/store-gate.ts';
import { TombstoneExpirer } from './controller/tombstone-expirer.ts';
import type { FlagValues } from './flags.ts';
import { isMetricsSecure, metricsEndpoint } from './metrics-endpoint.ts';
import { operatorMetrics } from './metrics.ts';
import { createChangeFeed } from './postgres/changes/change-feed.ts';
import { createListener } from './postgres/pg-listener.ts';
import { createPool } from './postgres/pg-pool.ts';
import { createRowStore } from './postgres/row-store.ts';
import { preflight } from './preflight.ts';
import type { DatabaseConfig } from './variables.ts';
import { VERSION } from './version.ts';

export const NAME = 'postgres-writer';
export const USER_AGENT = `${NAME}/${VERSION}`;
/** What fails for no reason that is known to last is tried again at least this often. */
const MAX_BACKOFF_MS = 60_000;
/**
 * How many statements may run into their deadline before a reconcile is given up: far beyond every deadline of the database
 * and of the API server, so only what hangs is ever cut off.
 */
const STATEMENTS_PER_RECONCILE = 4;
const LEAST_RECONCILE_TIMEOUT_MS = 120_000;
/** How long the pool may take to close once nothing uses it: a goodbye to PostgreSQL, which may not be there to hear it. */
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Runs the operator until `stop` aborts: puts its parts together, each of which knows only what it needs.
 *
 * @throws PreflightError, ConfigError with what keeps it from starting, in words for the person who started it.
 */
export async function runOperator(
  { database, flags, warnings }: Config,
  logger: Logger,
  stop: AbortSignal,
): Promise<void> {
  const log = logger.named('setup');
  for (const warning of warnings) log.warn(warning);

  const { namespaces, kubeconfig, 'leader-election-namespace': leaseNamespace } = flags;
  const config = await loadConfig(kubeconfig === undefined ? {} : { kubeconfig });
  const clusterId = await inspect(config, flags, stop, logger);

  const manager = await createManager({
    config,
    logger,
    userAgent: USER_AGENT,
    cache: { namespaces },
    metrics: await metricsEndpoint(flags),
    healthProbeBindAddress: flags['health-probe-bind-address'],
    profileBindAddress: flags['profile-bind-address'],
    leaderElection: flags['leader-elect'],
    leaderElectionId: flags['leader-election-id'],
    ...(leaseNamespace === undefined ? {} : { leaderElectionNamespace: leaseNamespace }),
  });
  addToScheme(manager.scheme);

  const informer = manager.cache.informerFor(PostgresWriter);
  const { clock } = manager;
  const census = new ObjectCensus();
  informer.addListener(census.observe);
  const metrics = operatorMetrics(manager.metrics.registry, {
    census: () => census.count(),
    waiting: () => rows.waiting,
    databaseReachable: () => gate.databaseError() === undefined,
    now: () => clock.now(),
  });

  const statementTimeoutMs = flags['statement-timeout'];
  const pool = createPool({ ...database, statementTimeoutMs });
  const rows = createRowStore({ pool, clusterId, observer: metrics.observer });
  // Perhaps another server took over, which lacks what was written last.
  const gate = createGate(database, clock, log, () => drift.suspectAll());
  const monitor = new DatabaseMonitor({ gate, ping: () => rows.ready(), clock });
  manager.add(monitor);
  manager.addReadyzCheck('database', () => monitor.check());

  const recorder = manager.recorder(NAME);
  const statuses = new StatusQueue({
    writer: new StatusWriter(manager.client, () => clock.now()),
    random: Math.random,
    onWritten: (object, report, objectLog) => announce(recorder, object, report, objectLog),
  });
  manager.add(statuses);

  const sweeper = new OrphanSweeper({
    cache: manager.cache,
    apiReader: manager.apiReader,
    audit: rows,
    namespaces,
    clock,
    log: logger.named('sweep'),
    recorder,
    onSwept: metrics.onSwept,
  });
  informer.addListener(sweeper.observe);
  manager.add(sweeper);
  manager.add(new TombstoneExpirer({ audit: rows, clock, log: logger.named('tombstones') }));

  const drift = new DriftChecker({
    cache: manager.cache,
    audit: rows,
    intervalMs: flags['drift-interval'],
    clock,
    random: Math.random,
    log: logger.named('drift'),
    onChecked: metrics.onChecked,
  });
  manager.add(drift);
  manager.add(
    new ChangeNotifier({
      changes: createChangeFeed({ pool, listener: createListener(database), clusterId }),
      drift,
      listens: flags['drift-notify'],
      clock,
      log: logger.named('changes'),
    }),
  );

  await controllerManagedBy(manager)
    .for(PostgresWriter, { predicates: [worthReconciling()] })
    .watchesRawSource(statuses.source)
    .watchesRawSource(drift.source)
    .withOptions({
      maxConcurrentReconciles: flags['max-concurrent-reconciles'],
      reconcileTimeoutMs: Math.max(STATEMENTS_PER_RECONCILE * statementTimeoutMs, LEAST_RECONCILE_TIMEOUT_MS),
      enableWarmUp: true,
      rateLimiter: itemExponentialBackoff({ maxMs: MAX_BACKOFF_MS }),
    })
    .complete(
      new PostgresWriterReconciler({
        client: manager.client,
        apiReader: manager.apiReader,
        rows,
        gate,
        recorder,
        statuses,
        drift,
        inheritBeforeMs: flags['upgrade-from-go'] ? clock.now() : undefined,
        onRepaired: metrics.onRepaired,
        now: () => clock.now(),
        random: Math.random,
      }),
    );

  log.info('starting', {
    version: VERSION,
    clusterId,
    server: config.server,
    namespaces: namespaces.length === 0 ? 'all' : namespaces,
  });
  try {
    await manager.start(stop);
  } finally {
    await Promise.race([rows.close(), clock.delay(CLOSE_TIMEOUT_MS)]);
  }
}

/** The gate before the row store. It tells of an outage once, when it begins, and once when it is over. */
function createGate(
  { host, port, database }: DatabaseConfig,
  clock: Pick<Manager['clock'], 'monotonic'>,
  log: Logger,
  onBack: () => void,
): StoreGate {
  return new StoreGate({
    monotonic: () => clock.monotonic(),
    random: Math.random,
    onDatabaseDown: ({ message, reason, code }) =>
      log.error('database unavailable', undefined, { detail: message, reason, code, host, port, database }),
    onDatabaseUp: (downForMs) => {
      log.info('database available again', { downForMs: Math.round(downForMs) });
      onBack();
    },
  });
}

/** Looks at the cluster first, over a connection of its own. */
async function inspect(config: RestConfig, flags: FlagValues, signal: AbortSignal, logger: Logger): Promise<string> {
  const { namespaces, 'leader-elect': elects, 'leader-election-namespace': leaseNamespace = config.namespace } = flags;
  await using client = createClient(config, { log: logger.named('client'), userAgent: USER_AGENT });
  return await preflight({
    client,
    namespaces,
    leaseNamespace: elects ? leaseNamespace : undefined,
    clusterId: flags['cluster-id'],
    asksForReaders: isMetricsSecure(flags),
    signal,
  });
}
