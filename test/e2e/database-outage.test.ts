import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { violations } from '../support/invariants.ts';
import { conditionOf } from '../support/postgres-writers.ts';
import { useStage } from '../support/stage.ts';

// A PostgreSQL of this file's own, to stop and start.
const stage = useStage({ ownPostgres: {} });
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;
const scene = () => ({ writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] });

test.each(['fast', 'immediate'] as const)('a database that stops (%s) and starts again costs nothing', async (mode) => {
  await using operator = await stage.startOperator();
  await stage.writers.create(`before-${mode}`, { age: 1 });
  await soon(() => stage.writers.readiness(`before-${mode}`)).toBe('True');

  await stage.environment.postgres.stopServer(mode);
  await stage.writers.edit(`before-${mode}`, { age: 2 });
  await stage.writers.create(`during-${mode}`);
  await soon(() => stage.writers.readiness(`during-${mode}`)).toBe('DatabaseUnavailable');
  const waiting = await stage.writers.get(`during-${mode}`);
  // Not stalled: nobody has to do anything to the object, and it is tried again.
  expect(conditionOf(waiting, 'Reconciling')?.status).toBe('True');
  expect(conditionOf(waiting, 'Stalled')).toBeUndefined();
  await soon(async () => (await operator.probe('/readyz'))?.code).toBe(500);
  expect((await operator.probe('/healthz'))?.code).toBe(200);

  await stage.environment.postgres.startServer();
  await soon(() => stage.writers.readiness(`during-${mode}`)).toBe('True');
  await soon(() => stage.writers.readiness(`before-${mode}`)).toBe('True');
  expect((await stage.tables.row(idOf(`before-${mode}`)))?.age).toBe(2);
  await operator.ready();
  await soon(() => violations(scene())).toEqual([]);
});

test('a deletion while the database is down waits for it, and says so', async () => {
  await using _operator = await stage.startOperator();
  await stage.writers.create('leaving');
  await soon(() => stage.writers.readiness('leaving')).toBe('True');
  await stage.environment.postgres.stopServer();
  await stage.writers.delete('leaving');
  await soon(() => stage.writers.readiness('leaving')).toBe('DatabaseUnavailable');
  await stage.environment.postgres.startServer();
  await soon(() => stage.writers.get('leaving')).toBeUndefined();
  expect(await stage.tables.row(idOf('leaving'))).toBeUndefined();
});

test('with the database down the operator starts, says so once, and goes on by itself', async () => {
  await stage.environment.postgres.stopServer();
  await using operator = await stage.launchOperator();
  await stage.writers.create('patient');
  await soon(() => stage.writers.readiness('patient')).toBe('DatabaseUnavailable');
  const answer = await operator.probe('/readyz');
  expect(answer?.code).toBe(500);
  expect(answer?.body).toMatch(/database/i);
  expect((await operator.probe('/healthz'))?.code).toBe(200);
  const complaints = operator.logs.filter(
    ({ level, logger }) => level !== 'info' && /database|postgres|store/.test(logger ?? ''),
  );
  expect(complaints.length).toBeLessThanOrEqual(2);

  await stage.environment.postgres.startServer();
  await operator.ready();
  await soon(() => stage.writers.readiness('patient')).toBe('True');
  expect(await stage.tables.row(idOf('patient'))).toEqual(stage.writers.row('patient'));
});

test('a restart of the database under load loses nothing', async () => {
  await using _operator = await stage.startOperator();
  const names = Array.from({ length: 60 }, (_, index) => `load-${index}`);
  const creating = stage.writers.createMany(names, (index) => ({ age: index }));
  await soon(() => stage.tables.count()).toBeGreaterThan(5);
  await stage.environment.postgres.stopServer('immediate');
  await creating;
  await stage.environment.postgres.startServer();
  await soon(async () => {
    const { objects, ready } = await stage.writers.count();
    return objects - ready;
  }).toBe(0);
  expect(await violations(scene())).toEqual([]);
});

test('a database whose name nobody knows is waited for, and named', async () => {
  await using operator = await stage.launchOperator({ database: { ...stage.login, host: 'no-such-host.invalid' } });
  await stage.writers.create('nameless');
  await soon(() => stage.writers.readiness('nameless')).toBe('DatabaseUnavailable');
  expect((await operator.probe('/readyz'))?.code).toBe(500);
  const complaint = operator.logs.find(({ msg }) => msg === 'database unavailable');
  expect(JSON.stringify(complaint)).toContain('no-such-host.invalid');
});
