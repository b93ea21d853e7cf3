import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { DatabaseAddress } from '../operator.ts';
import type { Sql } from '../database.ts';
import { copyLogically } from './logical-copy.ts';

/** A way to dump a database and restore it into an empty one, as superuser. */
export interface Dumper {
  readonly name: string;
  readonly copy: (from: DatabaseAddress, to: DatabaseAddress) => Promise<void>;
}

/**
 * The most real one that this machine has: pg_dump and pg_restore, where those of the server's own version are installed.
 * They come with no package of npm, so elsewhere it is a copy of our own that does the same for what these tests have.
 */
export async function dumperFor(sql: Sql): Promise<Dumper> {
  const [server] = await sql<{ version: number }>(
    `select current_setting('server_version_num')::integer / 10000 as version`,
  );
  const installed = await Promise.all([majorOf('pg_dump'), majorOf('pg_restore')]);
  if (installed.every((major) => major === server?.version)) return { name: 'pg_dump | pg_restore', copy: pgDump };
  return { name: 'a logical copy', copy: copyLogically };
}

/** `pg_dump (PostgreSQL) 15.18 (Debian …)` → 15. Undefined where it is not installed. */
async function majorOf(program: string): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version']);
    return Number(/\) (\d+)/.exec(stdout)?.[1]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function pgDump(from: DatabaseAddress, to: DatabaseAddress): Promise<void> {
  const dump = spawn('pg_dump', ['--format=custom'], { env: environment(from), stdio: ['ignore', 'pipe', 'pipe'] });
  const restore = spawn('pg_restore', ['--exit-on-error', `--dbname=${to.database}`], {
    env: environment(to),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  // Where one of them fails, its own words say why.
  const piped = pipeline(dump.stdout, restore.stdin).catch(() => undefined);
  const ends = [dump, restore].map(async (child) => {
    const [words] = await Promise.all([text(child.stderr), once(child, 'close')]);
    return child.exitCode === 0 ? [] : [`${child.spawnfile} failed: ${words}`];
  });
  await piped;
  const failures = (await Promise.all(ends)).flat();
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

const environment = ({ host, port, database, user, password }: DatabaseAddress): NodeJS.ProcessEnv => ({
  ...process.env,
  PGHOST: host,
  PGPORT: String(port),
  PGDATABASE: database,
  PGUSER: user,
  PGPASSWORD: password,
});
