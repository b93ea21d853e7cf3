/**
 * What the row store costs, as ratios of one run: batched writes with the ledger, against one awaited statement per row
 * and against bare batches without a ledger; a lone write against a bare upsert; rows that are in sync.
 *
 * Run: `node --conditions=@kubewright/source bench/row-store.ts [rows]`. The server waits for the disk at each commit.
 */
import { startPostgres } from '@kubewright/envtest';
import pg from 'pg';
import type { ApplyRequest } from '../apps/postgres-writer/controller/row-store.ts';
import { createPool } from '../apps/postgres-writer/postgres/pg-pool.ts';
import { createRowStore } from '../apps/postgres-writer/postgres/row-store.ts';

const ROWS = Number(process.argv[2] ?? 100_000);
const AWAITED = 2_000;
const LONE = 1_000;
const { signal } = new AbortController();

await using server = await startPostgres({ durable: true });
const { host, port, user, password, database } = server.access;
const bare = new pg.Client({ host, port, user, password, database });
await bare.connect();
const table = (name: string): Promise<unknown> =>
  bare.query(`create table ${name} (id text primary key, name text, age integer, country text)`);
for (const name of ['students', 'awaited', 'plain', 'lone']) await table(name);
const store = createRowStore({ pool: createPool({ host, port, user, password, database }), clusterId: 'bench' });
await store.ready();

const request = (i: number, generation: number, name = 'students'): ApplyRequest => ({
  owner: {
    kind: 'PostgresWriter.demo.yash.com',
    namespace: 'default',
    name: `${name}-${i}`,
    uid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    generation,
    resourceVersion: String(generation * 1_000_000 + i),
  },
  table: name,
  keyColumn: 'id',
  rows: [{ key: `default/${name}-${i}`, columns: { name: `student ${i}`, age: generation, country: 'canada' } }],
});

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

const upsert = (name: string): string => `insert into ${name} as t (id, name, age, country) values ($1, $2, $3, $4)
  on conflict (id) do update set name = excluded.name, age = excluded.age, country = excluded.country
  where (t.name, t.age, t.country) is distinct from (excluded.name, excluded.age, excluded.country)`;
const bareUpsert = (name: string, i: number, generation: number): Promise<unknown> =>
  bare.query({
    name: `upsert-${name}`,
    text: upsert(name),
    values: [`default/student-${i}`, `student ${i}`, generation, 'canada'],
  });
const awaited = async (generation: number): Promise<void> => {
  for (let i = 0; i < AWAITED; i++) await bareUpsert('awaited', i, generation);
};
const plain = async (generation: number): Promise<void> => {
  for (let start = 0; start < ROWS; start += 1_000) {
    const ids = Array.from({ length: Math.min(1_000, ROWS - start) }, (_, i) => start + i);
    await bare.query(
      `insert into plain as t (id, name, age, country) select * from unnest($1::text[], $2::text[], $3::int[], $4::text[])
       on conflict (id) do update set name = excluded.name, age = excluded.age, country = excluded.country
       where (t.name, t.age, t.country) is distinct from (excluded.name, excluded.age, excluded.country)`,
      [
        ids.map((i) => `default/student-${i}`),
        ids.map((i) => `student ${i}`),
        ids.map(() => generation),
        ids.map(() => 'canada'),
      ],
    );
  }
};
/** As many writers as a busy operator has reconciles, each awaiting its own row. */
const WRITERS = 4_000;
async function stored(generation: number): Promise<void> {
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < ROWS) await store.apply(request(next++, generation), { signal });
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}

async function latencies(write: (i: number) => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let i = 0; i < LONE; i++) taken.push(await seconds(() => write(i)));
  return taken.sort((a, b) => a - b).map((s) => s * 1_000);
}
const wal = async (): Promise<number> =>
  Number(
    (await bare.query<{ n: string }>(`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as n`)).rows[0]?.n,
  );

const report: Record<string, string | number>[] = [];
const rate = (what: string, rows: number, time: number, against: number): number => {
  const perSecond = rows / time;
  report.push({
    what,
    'rows/s': Math.round(perSecond),
    'times awaited': Number((perSecond / (against || perSecond)).toFixed(1)),
  });
  return perSecond;
};

for (const [kind, generation] of [
  ['insert', 1],
  ['update', 2],
] as const) {
  const base = rate(`${kind}, one awaited statement a row`, AWAITED, await seconds(() => awaited(generation)), 0);
  rate(`${kind}, bare batches of 1,000`, ROWS, await seconds(() => plain(generation)), base);
  rate(`${kind}, the store (claim, fence, row)`, ROWS, await seconds(() => stored(generation)), base);
}
const before = await wal();
const inSync = await seconds(() => stored(2));
report.push({
  what: `in sync, ${ROWS} rows`,
  'rows/s': Math.round(ROWS / inSync),
  'times awaited': `${(await wal()) - before} bytes of WAL`,
});
const compareBefore = await wal();
const wanted = Array.from({ length: ROWS }, (_, i) => request(i, 2));
await bare.query('analyze');
const compared = await seconds(() => store.difference(wanted, { signal }));
report.push({
  what: `difference of ${ROWS} rows in sync, one call`,
  'rows/s': Math.round(ROWS / compared),
  'times awaited': `${compared.toFixed(2)} s, ${(await wal()) - compareBefore} bytes of WAL`,
});
console.table(report);

await latencies((i) => store.apply(request(i, 1, 'lone'), { signal }));
await latencies((i) => bareUpsert('awaited', i, 3));
const loneBare = await latencies((i) => bareUpsert('awaited', i, 4));
const loneStore = await latencies((i) => store.apply(request(i, 2, 'lone'), { signal }));
const at = (sorted: readonly number[], q: number): string => (sorted[Math.floor(sorted.length * q)] ?? NaN).toFixed(3);
console.table([
  { what: 'lone bare upsert', 'p50 ms': at(loneBare, 0.5), 'p99 ms': at(loneBare, 0.99) },
  { what: 'lone store write', 'p50 ms': at(loneStore, 0.5), 'p99 ms': at(loneStore, 0.99) },
]);
await store.close();
await bare.end();
