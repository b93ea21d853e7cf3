import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@kubewright/envtest';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
const found = spawnSync('pgbouncer', ['--version']).status === 0;

// Where there is no pgbouncer (Debian has it as a package), this is skipped; CI has one.
describe.skipIf(!found)('PgBouncer in transaction mode', () => {
  let bouncer: ChildProcess;
  let directory: string;
  let store: PostgresRowStore;

  beforeAll(async () => {
    await env.sql(STUDENTS);
    directory = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
    await chmod(directory, 0o777);
    const { host, port, user, password, database } = env.database;
    const listenPort = await freePort();
    await writeFile(
      join(directory, 'pgbouncer.ini'),
      `[databases]
${database} = host=${host} port=${port} dbname=${database} user=${user} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
auth_type = any
pool_mode = transaction
default_pool_size = 2
unix_socket_dir =
`,
    );
    // PgBouncer does not run as root.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    bouncer = spawn('pgbouncer', [join(directory, 'pgbouncer.ini')], { stdio: 'ignore', ...nobody });
    store = storeOn({ host: '127.0.0.1', port: listenPort, user: 'anybody', password: '', database });
    await eventually(() => store.ready());
  });
  afterAll(async () => {
    await store.close();
    bouncer.kill('SIGKILL');
    await once(bouncer, 'exit');
    await rm(directory, { recursive: true });
  });

  it('carries everything, though two sessions serve all and know none of our statements', async () => {
    for (let generation = 1; generation <= 5; generation++) {
      const names = Array.from({ length: 40 }, (_, i) => `b${i}`);
      const edit = (name: string) =>
        applyOf(name, { owner: owner(name, { generation }), rows: [student(name, { age: generation })] });
      const outcomes = await Promise.all(names.map((name) => store.apply(edit(name), never)));
      expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['written']));
      for (const name of names.slice(0, 5))
        expect(await store.apply(edit(name), never)).toMatchObject({ kind: 'inSync' });
    }
    await env.sql(STUDENTS.replace('students', 'pupils'));
    const moved = applyOf('b0', { table: 'pupils', owner: owner('b0', { generation: 6 }) });
    expect(await store.apply(moved, never)).toMatchObject({ kind: 'written', movedFrom: { table: 'students' } });
    const removals = Array.from({ length: 40 }, (_, i) => store.remove(removeOf(`b${i}`), never));
    expect((await Promise.all(removals)).every(({ kind }) => kind === 'absent')).toBe(true);
    expect(await env.sql('select id from students union all select id from pupils')).toEqual([]);
  });
});
