/**
 * What the row store costs, as ratios of one run: batched writes with the ledger, against one awaited statement per row
 * and against bare batches without a ledger; a lone write against a bare upsert; rows that are in sync.
 *
 * Run: `node --conditions=@kubewright/source bench/row-store.ts [rows] [rounds]`. Each round
 * has tables of its own; figures are medians of the rounds, with the least and the most of the ratios. The server waits for the disk at each commit.
 */
import { startPostgres } from '@kubewright/envtest';
import pg from 'pg';
import type { ApplyRequest } from '../apps/postgres-writer/controller/row-store.ts';
import { createPool } from '../apps/postgres-writer/postgres/pg-pool.ts';
import { createRowStore } from '../apps/postgres-writer/postgres/row-store.ts';

const ROWS = Number(process.argv[2] ?? 100_000);
/** What is compared takes turns, so that whatever else the machine does meets all of it alike. */
const ROUNDS = Number(process.argv[3] ?? 3);
const AWAITED = 2_000;
const LONE = 500;
const COMPARISONS = 6;
const { signal } = new AbortController();

await using server = await startPostgres({ durable: true });
const { host, port, user, password, database } = server.access;
const bare = new pg.Client({ host, port, user, password, database });
await bare.connect();
const table = (name: string): Promise<unknown> =>
  bare.query(`create table ${name} (id text primary key, name text, age integer, country text)`);
const store = createRowStore({ pool: createPool({ host, port, user, password, database }), clusterId: 'bench' });
await store.ready();

const request = (name: string, i: number, generation: number): ApplyRequest => ({
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

const upsert = (name: string, rows: string): string => `insert into ${name} as t (id, name, age, country) ${rows}
  on conflict (id) do update set name = excluded.name, age = excluded.age, country = excluded.country
  where (t.name, t.age, t.country) is distinct from (excluded.name, excluded.age, excluded.country)`;
const bareUpsert = (name: string, i: number, generation: number): Promise<unknown> =>
  bare.query({
    name: `upsert-${name}`,
    text: upsert(name, 'values ($1, $2, $3, $4)'),
    values: [`default/student-${i}`, `student ${i}`, generation, 'canada'],
  });
const awaited = async (name: string, generation: number): Promise<void> => {
  for (let i = 0; i < AWAITED; i++) await bareUpsert(name, i, generation);
};
const plain = async (name: string, generation: number): Promise<void> => {
  const text = upsert(name, 'select * from unnest($1::text[], $2::text[], $3::int[], $4::text[])');
  for (let start = 0; start < ROWS; start += 1_000) {
    const ids = Array.from({ length: Math.min(1_000, ROWS - start) }, (_, i) => start + i);
    await bare.query(text, [
      ids.map((i) => `default/student-${i}`),
      ids.map((i) => `student ${i}`),
      ids.map(() => generation),
      ids.map(() => 'canada'),
    ]);
  }
};
/** As many writers as a busy operator has reconciles, each awaiting its own row. */
const WRITERS = 4_000;
async function stored(name: string, generation: number): Promise<void> {
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < ROWS) await store.apply(request(name, next++, generation), { signal });
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const wal = async (): Promise<number> =>
  Number(
    (await bare.query<{ n: string }>(`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as n`)).rows[0]?.n,
  );

/** What was measured of one thing, a value a round; `ratios` against the same round's yardstick. */
interface Measured {
  readonly values: number[];
  readonly ratios: number[];
}
const measured = new Map<string, Measured>();
function note(what: string, value: number, yardstick = value): number {
  const { values, ratios } = measured.get(what) ?? { values: [], ratios: [] };
  measured.set(what, { values: [...values, value], ratios: [...ratios, value / yardstick] });
  return value;
}

const tablesOf = (number: number): readonly [string, string, string, string] => [
  `students_${number}`,
  `single_${number}`,
  `batches_${number}`,
  `lone_${number}`,
];

async function round(number: number): Promise<void> {
  const [students, single, batches, lone] = tablesOf(number);
  for (const name of [students, single, batches, lone]) await table(name);
  for (const [kind, generation] of [
    ['insert', 1],
    ['update', 2],
  ] as const) {
    const base = note(
      `${kind}, one awaited upsert a row (rows/s)`,
      AWAITED / (await seconds(() => awaited(single, generation))),
    );
    note(`${kind}, bare batches of 1,000 (rows/s)`, ROWS / (await seconds(() => plain(batches, generation))), base);
    note(`${kind}, the store (rows/s)`, ROWS / (await seconds(() => stored(students, generation))), base);
  }
  note('in sync, asked one by one (rows/s)', ROWS / (await seconds(() => stored(students, 2))));

  const wanted = Array.from({ length: ROWS }, (_, i) => request(students, i, 2));
  await bare.query('vacuum analyze');
  const before = await wal();
  // The first of them opens a connection, as after a start; the others are what each drift interval costs.
  const compared: number[] = [];
  for (let i = 0; i < COMPARISONS; i++)
    compared.push((await seconds(() => store.difference(wanted, { signal }))) * 1_000);
  note(`in sync, first difference of ${ROWS} (ms)`, compared[0] ?? NaN);
  note(`in sync, further differences of ${ROWS}, median (ms)`, median(compared.slice(1)));
  note('WAL of those differences (bytes)', (await wal()) - before);

  // The first write of each row makes it; the second is measured.
  const taken = { bare: [] as number[], store: [] as number[] };
  for (const generation of [3, 4]) {
    for (let i = 0; i < LONE; i++) {
      const bareTime = await seconds(() => bareUpsert(single, i, generation));
      const storeTime = await seconds(() => store.apply(request(lone, i, generation), { signal }));
      if (generation === 3) continue;
      taken.bare.push(bareTime * 1_000);
      taken.store.push(storeTime * 1_000);
    }
  }
  const base = note('lone bare upsert, median (ms)', median(taken.bare));
  note('lone write of the store, median (ms)', median(taken.store), base);
  // The next round finds a ledger as this one did.
  await bare.query(`truncate postgres_writer.ledger; drop table ${tablesOf(number).join(', ')}`);
}

for (let number = 1; number <= ROUNDS; number++) await round(number);
const rounded = (value: number): number => Number(value.toPrecision(3));
console.table(
  Array.from(measured, ([what, { values, ratios }]) => ({
    what,
    median: rounded(median(values)),
    ratio: rounded(median(ratios)),
    'ratio, least to most': `${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))}`,
  })),
);
await store.close();
await bare.end();
