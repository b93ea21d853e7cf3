import process from 'node:process';
import { ConfigError, createClient, loadConfig } from '@kubewright/controller-runtime/client';
import { createLogger, type LevelledLogger, type LogLevel } from '@kubewright/controller-runtime/log';
import { setupSignalHandler } from '@kubewright/controller-runtime/manager';
import type { ClusterChoice } from './commands.ts';
import { parseConfig, type Config } from './config.ts';
import { RowStoreError } from './controller/row-store.ts';
import { NAME, runOperator, USER_AGENT } from './operator.ts';
import { confirmSweep, raiseEpoch, takeover } from './postgres/ledger/administration.ts';
import { migrate } from './postgres/ledger/migrate.ts';
import { createPool } from './postgres/pg-pool.ts';
import { SqlError, type SqlPool } from './postgres/sql.ts';
import { printMigrations } from './postgres/statements/print-migrations.ts';
import { PreflightError, readClusterId } from './preflight.ts';
import type { DatabaseConfig } from './variables.ts';
import { VERSION } from './version.ts';

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
  switchLevelOnSignal(logger, level);
  const stop = setupSignalHandler();
  try {
    await runOperator(config, logger, stop);
    return 0;
  } catch (thrown) {
    // Told to stop before it had begun.
    if (stop.aborted && thrown === stop.reason) return 0;
    if (thrown instanceof PreflightError || thrown instanceof ConfigError) return refuse(thrown.message);
    logger.error('ended by a failure', thrown instanceof Error ? thrown : new Error(String(thrown)));
    return 1;
  }
}

/** SIGUSR2 has everything logged, and the next one what was asked for again: to look at trouble while it is there. */
function switchLevelOnSignal(logger: LevelledLogger, level: LogLevel): void {
  process.on('SIGUSR2', () => {
    logger.level = logger.level === 'debug' ? level : 'debug';
    logger.info('log level changed', { to: logger.level });
  });
}
