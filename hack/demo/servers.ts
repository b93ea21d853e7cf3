import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ControlPlane,
  type Database,
  freePort,
  type Postgres,
  progressReporter,
  ServerProcess,
  startControlPlane,
  startPostgres,
} from '@kubewright/envtest';
import { ROOT } from '../lib/process.ts';

export interface Servers {
  readonly controlPlane: ControlPlane;
  readonly postgres: Postgres;
  readonly database: Database;
  /** What the operator, `make run` and `make sql` read. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A control plane and a PostgreSQL that wait for the disk as in earnest, since the demo says how long things take. */
export async function startServers(stack: AsyncDisposableStack, signal: AbortSignal): Promise<Servers> {
  const progress = progressReporter();
  const controlPlane = stack.use(await startControlPlane({ durable: true, signal, onProgress: progress }));
  progress.done();
  const postgres = stack.use(
    await startPostgres({ durable: true, signal, settings: { track_commit_timestamp: 'on' } }),
  );
  const database = await postgres.createDatabase('demo');
  const { host, port, user, password } = database.access;
  return {
    controlPlane,
    postgres,
    database,
    variables: {
      KUBECONFIG: controlPlane.kubeconfigPath,
      PSQL_HOST: host,
      PSQL_PORT: String(port),
      PSQL_DBNAME: 'demo',
      PSQL_USER: user,
      PSQL_PASSWORD: password,
    },
  };
}

/** `make run`, in effect; resolves once `/readyz` says yes. */
export async function startOperator(
  stack: AsyncDisposableStack,
  { controlPlane, variables }: Servers,
  signal: AbortSignal,
): Promise<ServerProcess> {
  const port = await freePort();
  const operator = await ServerProcess.start({
    name: 'the operator',
    command: process.execPath,
    args: [
      '--conditions=@kubewright/source',
      join(ROOT, 'apps/postgres-writer/main.ts'),
      `--health-probe-bind-address=127.0.0.1:${port}`,
      '--metrics-bind-address=0',
    ],
    env: variables,
    logPath: join(controlPlane.access.directory, 'operator.log'),
    isReady: async (timeout) => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: timeout });
      await response.body?.cancel();
      return response.ok;
    },
    stopSignal: 'SIGTERM',
    signal,
  });
  stack.defer(() => operator.stop());
  return operator;
}

/** The tables of the sample, as `make sql FILE=…` would make them. */
export async function createTables(database: Database): Promise<void> {
  await database.sql(await readFile(join(ROOT, 'config/samples/students.sql'), 'utf8'));
}
