import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { violations } from '../support/invariants.ts';
import { useOperator, useStage } from '../support/stage.ts';

// A control plane of this file's own, to stop and start.
const stage = useStage({ ownControlPlane: {} });
const operator = useOperator(stage);
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;
const scene = () => ({ writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] });

test.each(['SIGTERM', 'SIGKILL'] as const)('an API server that is restarted (%s) is found again', async (signal) => {
  const name = `before-${signal.toLowerCase()}`;
  await stage.writers.create(name, { age: 1 });
  await soon(() => stage.writers.readiness(name)).toBe('True');

  await stage.environment.controlPlane.stopApiServer(signal);
  await soon(async () => (await operator.current.probe('/healthz'))?.code).toBe(200);
  await stage.environment.controlPlane.startApiServer();

  await stage.writers.edit(name, { age: 2 });
  await stage.writers.create(`after-${signal.toLowerCase()}`);
  await soon(async () => (await stage.tables.row(idOf(name)))?.age).toBe(2);
  await soon(() => stage.writers.readiness(`after-${signal.toLowerCase()}`)).toBe('True');
  await soon(() => violations(scene())).toEqual([]);
});

test('what happens to the database meanwhile is none of its business: rows stay as they are', async () => {
  await stage.writers.create('calm');
  await soon(() => stage.writers.readiness('calm')).toBe('True');
  const before = await stage.tables.versions();
  await stage.environment.controlPlane.stopApiServer();
  await stage.environment.controlPlane.startApiServer();
  await stage.writers.create('sign-of-life', { table: 'alumni' });
  await soon(() => stage.writers.readiness('sign-of-life')).toBe('True');
  expect(await stage.tables.versions()).toEqual(before);
});
