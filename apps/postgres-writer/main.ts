import process from 'node:process';
import { controllerManagedBy } from '@kubewright/controller-runtime/builder';
import { ConfigError, createClient, loadConfig, type RestConfig } from '@kubewright/controller-runtime/client';
import { createLogger, type Logger } from '@kubewright/controller-runtime/log';
import { createManager, setupSignalHandler } from '@kubewright/controller-runtime/manager';
import { itemExponentialBackoff } from '@kubewright/controller-runtime/queue';
import { addToScheme, PostgresWriter } from './api/v1/index.ts';
import { parseConfig, type ClusterChoice, type Config, type DatabaseConfig } from './config.ts';
import { DatabaseMonitor } from './controller/database-monitor.ts';
import { announce } from './controller/events.ts';
import { OrphanSweeper } from './controller/orphan-sweeper.ts';
import { PostgresWriterReconciler } from './controller/postgreswriter-reconciler.ts';
import { worthReconciling } from './controller/predicates.ts';
import { StatusQueue } from './controller/status-queue.ts';
import { StatusWriter } from './controller/status.ts';
import { RowStoreError } from './controller/row-store.ts';
import { StoreGate } from './controller/store-gate.ts';
import type { FlagValues } from './flags.ts';
import { confirmSweep, raiseEpoch, takeover } from './postgres/ledger/administration.ts';
import { migrate } from './postgres/ledger/migrate.ts';
import { createPool } from './postgres/pg-pool.ts';
import { createRowStore } from './postgres/row-store.ts';
import { SqlError, type SqlPool } from './postgres/sql.ts';
import { printMigrations } from './postgres/statements/print-migrations.ts';
import { preflight, PreflightError, readClusterId } from './preflight.ts';
import { VERSION } from './version.ts';

const NAME = 'postgres-writer';
const USER_AGENT = `${NAME}/${VERSION}`;
/** What fails for no reason that is known to last is tried again at least this often. */
const MAX_BACKOFF_MS = 60_000;
/** Far beyond every deadline of the database and of the API server: only what hangs is ever cut off. */
const RECONCILE_TIMEOUT_MS = 120_000;
/** How long the pool may take to close once nothing uses it. */
const CLOSE_TIMEOUT_MS = 5_000;
/** Errors whose message is for the person who started the program. */
const EXPLAINED = [RowStoreError, SqlError, PreflightError, ConfigError] as const;

process.exit(await main());

/** @returns the exit code. */
async function main(): Promise<number> {
  const parsed = parseConfig(process.argv.slice(2), process.env);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(parsed.text);
      return 0;
    case 'version':
      process.stdout.write(`${VERSION}\n`);
      return 0;
    case 'wrong':
      return refuse(parsed.message);
    case 'printMigrations':
      process.stdout.write(printMigrations(parsed.role));
      return 0;
    case 'migrate':
      return await administer(parsed.database, async (pool) => {
        const version = await migrate(pool);
        return `schema postgres_writer of database ${parsed.database.database} is at version ${version}`;
      });
    case 'raiseEpoch':
      return await administer(parsed.database, async (pool) => {
        await migrate(pool);
        return `the epoch is ${await raiseEpoch(pool)} now: restart every operator that uses this database`;
      });
    case 'confirmSweep':
      return await administer(parsed.database, async (pool) => {
        await migrate(pool);
        await confirmSweep(pool, parsed.count);
        return `the next sweep goes through if it is of exactly ${parsed.count} objects`;
      });
    case 'takeover':
      return await administer(parsed.database, async (pool) => {
        const to = parsed.clusterId ?? (await clusterIdOf(parsed));
        if (to === parsed.from) throw new PreflightError(`--from names the very cluster that would take over: ${to}`);
        await migrate(pool);
        return `entries that cluster ${to} has now: ${await takeover(pool, parsed.from, to)}`;
      });
    case 'run':
      return await runOrRefuse(parsed.config);
  }
}

function refuse(message: string): 1 {
  process.stderr.write(`${NAME}: ${message}\n`);
  return 1;
}

async function clusterIdOf({ kubeconfig }: ClusterChoice): Promise<string> {
  const config = await loadConfig(kubeconfig === undefined ? {} : { kubeconfig });
  await using client = createClient(config, { userAgent: USER_AGENT });
  return await readClusterId({ client, signal: new AbortController().signal });
}

/** Does something to the database once, and says what came of it. */
async function administer(database: DatabaseConfig, work: (pool: SqlPool) => Promise<string>): Promise<number> {
  const pool = createPool({ ...database, maxConnections: 1 });
  try {
    process.stdout.write(`${await work(pool)}\n`);
    return 0;
  } catch (thrown) {
    if (EXPLAINED.some((type) => thrown instanceof type)) return refuse((thrown as Error).message);
    throw thrown;
  } finally {
    await pool.close();
  }
}

async function runOrRefuse(config: Config): Promise<number> {
  const { 'log-level': level, 'log-format': format } = config.flags;
  const logger = createLogger({ level, ...(format === undefined ? {} : { format }) });
  // Also of promises that nobody waits for: what was not foreseen must not go on in silence.
  process.on('uncaughtException', (error, origin) => {
    logger.error('crashed', error, { origin });
    process.exit(1);
  });
  try {
    await run(config, logger);
    return 0;
  } catch (thrown) {
    if (thrown instanceof PreflightError || thrown instanceof ConfigError) return refuse(thrown.message);
    logger.error('ended by a failure', thrown instanceof Error ? thrown : new Error(String(thrown)));
    return 1;
  }
}

/** Runs the operator until a signal ends it. */
async function run({ database, flags, warnings }: Config, logger: Logger): Promise<void> {
  const log = logger.named('setup');
  for (const warning of warnings) log.warn(warning);
  const stop = setupSignalHandler();

  const { namespaces, kubeconfig, 'leader-election-namespace': leaseNamespace } = flags;
  const config = await loadConfig(kubeconfig === undefined ? {} : { kubeconfig });
  const clusterId = await inspect(config, flags, stop, logger);

  const manager = await createManager({
    config,
    logger,
    userAgent: USER_AGENT,
    cache: { namespaces },
    metrics: { bindAddress: flags['metrics-bind-address'] },
    healthProbeBindAddress: flags['health-probe-bind-address'],
    leaderElection: flags['leader-elect'],
    leaderElectionId: flags['leader-election-id'],
    ...(leaseNamespace === undefined ? {} : { leaderElectionNamespace: leaseNamespace }),
  });
  addToScheme(manager.scheme);

  const rows = createRowStore({ pool: createPool(database), clusterId });
  const gate = new StoreGate({
    monotonic: () => manager.clock.monotonic(),
    random: Math.random,
    onDatabaseDown: ({ message, reason, code }) =>
      log.error('database unavailable', undefined, {
        detail: message,
        reason,
        code,
        host: database.host,
        port: database.port,
        database: database.database,
      }),
    onDatabaseUp: (downForMs) => log.info('database available again', { downForMs: Math.round(downForMs) }),
  });
  const monitor = new DatabaseMonitor({ gate, ping: () => rows.ready(), clock: manager.clock });
  manager.add(monitor);
  manager.addReadyzCheck('database', () => monitor.check());

  const recorder = manager.recorder(NAME);
  const statuses = new StatusQueue({
    writer: new StatusWriter(manager.client, () => manager.clock.now()),
    random: Math.random,
    onWritten: (object, report, objectLog) => announce(recorder, object, report, objectLog),
  });
  manager.add(statuses);

  const sweeper = new OrphanSweeper({
    apiReader: manager.apiReader,
    audit: rows,
    namespaces,
    clock: manager.clock,
    log: logger.named('sweep'),
  });
  manager.cache.informerFor(PostgresWriter).addListener(sweeper.observe);
  manager.add(sweeper);

  await controllerManagedBy(manager)
    .for(PostgresWriter, { predicates: [worthReconciling()] })
    .watchesRawSource(statuses.source)
    .withOptions({
      maxConcurrentReconciles: flags['max-concurrent-reconciles'],
      reconcileTimeoutMs: RECONCILE_TIMEOUT_MS,
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
    await Promise.race([rows.close(), manager.clock.delay(CLOSE_TIMEOUT_MS)]);
  }
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
    signal,
  });
}
