import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { createClient, loadConfig } from '@kubewright/controller-runtime/client';
import { beforeEach, describe, expect, test } from 'vitest';
import { createPool } from '../../../postgres/pg-pool.ts';
import { createRowStore } from '../../../postgres/row-store.ts';
import { readClusterId } from '../../../preflight.ts';
import { applyOf, never } from '../postgres/store.ts';

const env = testEnvironment({ database: true });
const main = fileURLToPath(new URL('../../../main.ts', import.meta.url));

/** Runs the program with nothing in its environment but the variables given. @throws on every exit code but 0. */
async function run(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const command = ['--conditions=@kubewright/source', main, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env: variables });
  return stdout;
}

const variables = (over: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  PSQL_HOST: env.database.host,
  PSQL_PORT: String(env.database.port),
  PSQL_DBNAME: env.database.database,
  PSQL_USER: env.database.user,
  PSQL_PASSWORD: env.database.password,
  ...over,
});

const exists = () => env.sql("select to_regnamespace('postgres_writer') is not null as exists");

test('migrate --print prints what an administrator can run, without a database', async () => {
  const script = await run(['migrate', '--print'], { PSQL_USER: 'pg_monitor' });
  expect(await exists()).toEqual([{ exists: false }]);
  await env.sql(script);
  expect(await exists()).toEqual([{ exists: true }]);
  await env.sql('drop schema postgres_writer cascade');
});

test('migrate sets the ledger up, and is content when it is there', async () => {
  const first = await run(['migrate'], variables());
  expect(first).toMatch(/^schema postgres_writer of database \S+ is at version \d+\n$/);
  expect(await run(['migrate'], variables())).toBe(first);
  expect(await exists()).toEqual([{ exists: true }]);
});

test('epoch --raise raises it by one', async () => {
  const [first, second] = [await run(['epoch', '--raise'], variables()), await run(['epoch', '--raise'], variables())];
  const epochOf = (text: string) => Number(/the epoch is (\d+) now: restart every operator/.exec(text)?.[1]);
  expect(epochOf(second) - epochOf(first)).toBe(1);
});

test('sweep --confirm is remembered for the next sweep', async () => {
  expect(await run(['sweep', '--confirm', '12'], variables())).toMatch(/exactly 12 objects\n$/);
  expect(await env.sql('select confirmed_sweep::integer as count from postgres_writer.settings')).toEqual([
    { count: 12 },
  ]);
});

describe('takeover', () => {
  const clusters = () => env.sql('select cluster_id, uid from postgres_writer.ledger order by cluster_id');
  const kubeSystem = async (): Promise<string> => {
    await using client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
    return await readClusterId({ client, signal: new AbortController().signal });
  };
  beforeEach(async () => {
    const pool = { ...env.database, tls: { mode: 'disable' } } as const;
    const store = createRowStore({ pool: createPool(pool), clusterId: 'old' });
    await env.sql('create table if not exists students (id text primary key, name text, age integer, country text)');
    await env.sql('truncate students');
    await store.ready();
    await env.sql('truncate postgres_writer.ledger');
    await store.apply(applyOf('alex'), never);
    await store.close();
  });

  test('gives the entries to the cluster of the kubeconfig', async () => {
    const out = await run(['takeover', '--from', 'old', '--kubeconfig', env.kubeconfigPath], variables());
    const id = await kubeSystem();
    expect(out).toBe(`entries that cluster ${id} has now: 1\n`);
    expect(await clusters()).toEqual([{ cluster_id: id, uid: '' }]);
  });

  test('gives them to the one that --cluster-id names, without asking a cluster', async () => {
    await run(['takeover', '--from=old', '--cluster-id=new'], variables());
    expect(await clusters()).toEqual([{ cluster_id: 'new', uid: '' }]);
  });

  test('from the cluster itself is refused, and changes nothing', async () => {
    const argv = ['takeover', `--from=${await kubeSystem()}`, `--kubeconfig=${env.kubeconfigPath}`];
    const thrown: unknown = await run(argv, variables()).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 1, stderr: expect.stringContaining('the very cluster') as string });
    expect(await clusters()).toMatchObject([{ cluster_id: 'old' }]);
  });
});

test('a database that is not there is one line and exit code 1', async () => {
  const thrown = await run(['migrate'], variables({ PSQL_DBNAME: 'nowhere' })).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 1, stdout: '' });
  expect((thrown as { stderr: string }).stderr).toMatch(/^postgres-writer: .*3D000.*\n$/);
});
