import { randomBytes } from 'node:crypto';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onFreePort } from '../process/free-port.ts';
import { runCommand } from '../process/run-command.ts';
import { ServerProcess } from '../process/server-process.ts';
import { makeWorkDirectory } from '../process/work-directory.ts';
import type { PostgresAccess, PostgresOptions } from './options.ts';
import { Postgres } from './postgres.ts';
import { findPostgresBinaries, makeRunnable, type PostgresBinaries } from './server-binaries.ts';
import { toArguments, toSettings } from './settings.ts';
import { openSql } from './sql.ts';
import { chooseSystemUser, type SystemUser } from './system-user.ts';
import { writeTlsFiles } from './tls.ts';
import { chooseVersion, type PostgresVersion } from './version.ts';

const SUPERUSER = 'postgres';

/**
 * Starts a PostgreSQL server with a new cluster (UTF-8, locale C.UTF-8, before version 17 C) and resolves once it takes connections on
 * 127.0.0.1. It asks for a password (SCRAM).
 * @throws Error that quotes the log of what did not start; nothing runs then.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const { onProgress, signal } = options;
  const version = chooseVersion(options.version);
  // What has been started so far; undone in reverse order unless the start succeeds and moves it out.
  await using started = new AsyncDisposableStack();
  const { path: directory } = started.use(await makeWorkDirectory('postgres'));

  const user = await chooseSystemUser();
  if (user !== undefined) await chown(directory, user.uid, user.gid);
  const binaries = await makeRunnable(await findPostgresBinaries(version, { onProgress, signal }), user, directory);
  const password = randomBytes(16).toString('hex');
  const dataDirectory = join(directory, 'data');
  await initializeCluster({ version, binaries, user, directory, dataDirectory, password, signal });
  const tls = options.tls === true ? await writeTlsFiles(directory, user) : undefined;
  const settings = toSettings(options, tls);

  const accessOn = (port: number): PostgresAccess => ({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database: 'postgres',
    ...(tls === undefined ? {} : { tls: { caPem: tls.caPem, caPath: tls.caPath } }),
  });
  const startServer = (port: number, cancel?: AbortSignal): Promise<ServerProcess> =>
    ServerProcess.start({
      name: 'PostgreSQL',
      command: binaries.postgres,
      args: ['-D', dataDirectory, ...toArguments({ ...settings, port: String(port) })],
      user,
      logPath: join(directory, 'postgres.log'),
      isReady: () => takesConnections(accessOn(port)),
      stopSignal: 'SIGQUIT', // immediate shutdown: its data goes with it, but not its shared memory if it were killed
      signal: cancel,
    });
  const { port, server } = await onFreePort(async (candidate) => ({
    port: candidate,
    server: await startServer(candidate, signal),
  }));
  started.use(server);

  return new Postgres({
    access: accessOn(port),
    resources: started.move(),
    server,
    startServer: () => startServer(port),
  });
}

async function initializeCluster(options: {
  readonly version: PostgresVersion;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
  readonly directory: string;
  readonly dataDirectory: string;
  readonly password: string;
  readonly signal: AbortSignal | undefined;
}): Promise<void> {
  const { version, binaries, user, directory, dataDirectory, password, signal } = options;
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  const { exitCode, stdout, stderr } = await runCommand(
    binaries.initdb,
    [
      `--pgdata=${dataDirectory}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Built in where the version has that, so that it sorts alike on every machine, whatever locales that has.
      ...(Number(version) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ],
    { user, cwd: directory, signal, watch: true },
  );
  if (exitCode !== 0) throw new Error(`initdb failed (exit code ${exitCode}):\n${stdout}${stderr}`);
}

async function takesConnections(access: PostgresAccess): Promise<boolean> {
  const { sql, close } = openSql(access);
  try {
    await sql('select 1');
    return true;
  } finally {
    await close();
  }
}
