import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPool } from '../../../postgres/pg-pool.ts';
import { createRowStore, type PostgresRowStore } from '../../../postgres/row-store.ts';
import type { SqlPool } from '../../../postgres/sql.ts';
import { fenceRound, mutant, randomFrom } from './fence-trials.ts';
import { STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });

/** One trial is one object in one round: a newest version against four to seven late ones. */
const TRIALS = Number(process.env['FENCE_TRIALS'] ?? 4_000);
const OBJECTS = 100;
const SEED = Number(process.env['FENCE_SEED'] ?? 1);

let stores: PostgresRowStore[] = [];
beforeEach(async () => {
  await env.sql('drop schema if exists postgres_writer cascade');
  await env.sql('drop table if exists students');
  await env.sql(STUDENTS);
});
afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
});

function open({ wrap = (pool: SqlPool) => pool, alwaysGuess = false } = {}): PostgresRowStore {
  const { host, port, user, password, database } = env.database;
  const pool = createPool({ host, port, user, password, database, applicationName: 'fence' });
  const store = createRowStore({ pool: wrap(pool), clusterId: 'fence', alwaysGuess });
  stores.push(store);
  return store;
}

const read = async () => {
  const rows = await env.sql<{ name: string; age: number }>('select name, age from students');
  return new Map(rows.map(({ name, age }) => [name, age]));
};

describe('the fence', () => {
  // So much contention spoils all experience; with guesses all the same, nearly all of them are wrong.
  test.each([
    { how: 'as batches come', alwaysGuess: false },
    { how: 'with a guess for each', alwaysGuess: true },
  ])(
    `lets no late writer regress a row, $how, in ${TRIALS / 2} trials with killed sessions among them`,
    async ({ alwaysGuess }) => {
      const random = randomFrom(SEED);
      const writers = Array.from({ length: 3 }, () => open({ alwaysGuess }));
      let killed = 0;
      for (let round = 0; round * OBJECTS < TRIALS / 2; round++) {
        const trial = fenceRound(round, { stores: writers, objects: OBJECTS, random, read });
        const kill = env.sql<{ ok: boolean }>(
          `select pg_terminate_backend(pid) as ok from pg_stat_activity where application_name = 'fence' and random() < 0.3`,
        );
        killed += (await kill).length;
        expect(await trial, `seed ${SEED}`).toEqual([]);
      }
      expect(killed).toBeGreaterThan(0);
    },
    Math.max(120_000, TRIALS * 15),
  );

  const fence =
    /when l\.epoch > \$2::bigint or l\.epoch = \$2::bigint and l\.resource_version > i\.resource_version\s+then 'fenced'/g;
  test.each([
    { without: 'the fence', find: fence, put: '' },
    {
      without: 'tombstones',
      find: fence,
      put: `when l.state <> 'tombstone' and l.resource_version > i.resource_version then 'fenced'`,
    },
    { without: 'the generation rule', find: 'l.uid = i.uid and l.generation = i.generation and ', put: '' },
    { without: 'the revision of what was looked at', find: 'where l.revision = excluded.revision - 1', put: '' },
    {
      without: 'the fence of edits',
      find: 'and (l.epoch < $2::bigint or l.epoch = $2::bigint and l.resource_version <= w.resource_version)',
      put: '',
      alwaysGuess: true,
    },
  ])(
    'is needed: without $without these trials fail',
    async ({ find, put, alwaysGuess = false }) => {
      const random = randomFrom(SEED);
      const pools: ReturnType<typeof mutant>[] = [];
      const wrap = (pool: SqlPool) => {
        const changed = mutant(pool, find, put);
        pools.push(changed);
        return changed;
      };
      const writers = Array.from({ length: 3 }, () => open({ wrap, alwaysGuess }));
      let regressed: readonly string[] = [];
      for (let round = 0; round < 200 && regressed.length === 0; round++) {
        regressed = await fenceRound(round, { stores: writers, objects: OBJECTS, random, read });
      }
      expect(pools.some((pool) => pool.struck() > 0)).toBe(true);
      expect(regressed).not.toEqual([]);
    },
    60_000,
  );
});
