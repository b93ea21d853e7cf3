import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpProxy } from '../faults/http-proxy.ts';
import { PostgresProxy } from '../faults/postgres-proxy.ts';
import { soon } from '../support/eventually.ts';
import { fingerprint } from '../support/invariants.ts';
import type { OperatorProcess } from '../support/operator.ts';
import { useStage } from '../support/stage.ts';

// Everything is in order, and stays so through a restart and many comparisons of all rows: nobody may notice. Looked at
// from outside: PostgreSQL's own counters, the versions of all rows, entries and objects, and what passed two proxies.
const OBJECTS = Number(process.env['STEADY_OBJECTS'] ?? 1_000);
const SECONDS = Number(process.env['STEADY_SECONDS'] ?? 5);
const INTERVAL_MS = Math.max(200, OBJECTS / 10);
/** Creating them takes the API server its time. */
const TIMEOUT_MS = (SECONDS + 60) * 1_000 + OBJECTS * 30;

const stage = useStage({ tables: ['students'] });
const scene = () => ({ writers: stage.writers, tables: stage.tables, tableNames: ['students'] });
let api: HttpProxy;
let database: PostgresProxy;
beforeAll(async () => {
  api = await HttpProxy.start(stage.environment.config);
  database = await PostgresProxy.start(stage.environment.database);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const start = (): Promise<OperatorProcess> =>
  stage.startOperator({
    kubeconfigPath: api.kubeconfig,
    database: { ...stage.login, host: database.host, port: database.port },
    args: [`--drift-interval=${INTERVAL_MS}ms`, '--log-level=debug'],
  });
const comparisons = (operator: OperatorProcess): number =>
  operator.logs.filter(({ msg, compared }) => msg === 'rows compared' && compared === OBJECTS).length;

/** Exact once the sessions that wrote have ended. */
const writesCounted = () =>
  stage.tables.sql(
    `select relname, n_tup_ins::int as inserts, n_tup_upd::int as updates, n_tup_del::int as deletes
    from pg_stat_user_tables where relname in ('students', 'ledger') order by relname`,
  );

test(
  `${OBJECTS} objects in order cost no write in ${SECONDS} s, a restart and comparisons all the time included`,
  { timeout: TIMEOUT_MS },
  async () => {
    {
      await using _operator = await start();
      const names = Array.from({ length: OBJECTS }, (_, index) => `steady-${index}`);
      await stage.writers.createMany(names, (index) => ({ age: index % 100 }));
      await soon(async () => (await stage.writers.count()).ready, { timeoutMs: TIMEOUT_MS }).toBe(OBJECTS);
    }
    await soon(() => stage.operatorSessions()).toEqual([]);
    const [before, counted] = [await fingerprint(scene()), await writesCounted()];
    expect(counted).toMatchObject([{ relname: 'ledger' }, { relname: 'students', inserts: OBJECTS }]);
    api.forgetCalls();
    database.forgetStatements();

    const began = performance.now();
    let rounds: number;
    {
      await using operator = await start();
      await soon(() => comparisons(operator)).toBeGreaterThan(0);
      const restart = {
        milliseconds: Math.round(performance.now() - began),
        statements: database.statements.length,
        calls: api.calls().length,
      };
      console.info(`restart with ${OBJECTS} objects in order, until all were compared:`, restart);
      // The ledger is looked at, the tables are described and compared, orphans are looked for: nothing of it per object.
      expect(restart.statements).toBeLessThan(60);
      await delay(SECONDS * 1_000);
      rounds = comparisons(operator);
    }
    console.info(`${SECONDS} s with ${OBJECTS} objects in order:`, { rounds, statements: database.statements.length });
    expect(rounds).toBeGreaterThan((SECONDS * 1_000) / INTERVAL_MS / 4);
    expect(database.statements.length).toBeLessThan(60 + 10 * (rounds + SECONDS));
    expect(api.writes().filter(({ resource }) => resource !== 'selfsubjectaccessreviews')).toEqual([]);
    await soon(() => stage.operatorSessions()).toEqual([]);
    expect(await writesCounted()).toEqual(counted);
    expect(await fingerprint(scene())).toEqual(before);
  },
);
