import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HttpProxy } from '../faults/http-proxy.ts';
import { soon, throughout } from '../support/eventually.ts';
import { fingerprint } from '../support/invariants.ts';
import { useStage } from '../support/stage.ts';
import type { OperatorProcess } from '../support/operator.ts';

// The API server's CPU is the ceiling of the whole, so writes to it are counted. Each count is exact: one more is a
// regression, one less a surprise that belongs in the documentation.
const stage = useStage();
let proxy: HttpProxy;
let operator: OperatorProcess;

const start = (): Promise<OperatorProcess> => stage.startOperator({ kubeconfigPath: proxy.kubeconfig });
beforeAll(async () => {
  proxy = await HttpProxy.start(stage.environment.config);
  operator = await start();
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});
beforeEach(() => {
  proxy.forgetCalls();
});

/** What the operator wrote, in the order in which it did. */
const writes = (): readonly string[] =>
  proxy
    .writes()
    .map(({ verb, resource, subresource, name }) =>
      [verb, resource, name === '' ? undefined : name, subresource === '' ? undefined : subresource]
        .filter((part) => part !== undefined)
        .join(' '),
    );

/** An object that goes through shows that the operator has had its turn with whatever came before. */
async function operatorHadItsTurn(name: string): Promise<void> {
  await stage.writers.create(name, { table: 'alumni' });
  await soon(() => stage.writers.readiness(name)).toBe('True');
}
const without = (name: string): readonly string[] => writes().filter((write) => !write.includes(` ${name}`));

test('a new object costs two: the finalizer and the status', async () => {
  await stage.writers.create('ann', { age: 1 });
  await soon(() => stage.writers.readiness('ann')).toBe('True');
  await operatorHadItsTurn('turn-1');
  expect(without('turn-1')).toEqual(['patch postgreswriters ann', 'update postgreswriters ann status']);
});

test('an edit costs one: the status', async () => {
  await stage.writers.edit('ann', { age: 2 });
  await soon(() => stage.writers.readiness('ann')).toBe('True');
  await operatorHadItsTurn('turn-2');
  expect(without('turn-2')).toEqual(['update postgreswriters ann status']);
});

test('a move costs one: the status', async () => {
  await stage.writers.edit('ann', { table: 'alumni' });
  await soon(() => stage.writers.readiness('ann')).toBe('True');
  await operatorHadItsTurn('turn-3');
  expect(without('turn-3')).toEqual(['update postgreswriters ann status']);
});

test('an edit of labels costs none', async () => {
  await stage.writers.patch('ann', { metadata: { labels: { a: 'b' } } });
  await operatorHadItsTurn('turn-4');
  expect(without('turn-4')).toEqual([]);
});

test('an object that must wait costs two, however long it waits', async () => {
  await stage.writers.create('waiting', { table: 'nowhere' });
  await soon(() => stage.writers.readiness('waiting')).toBe('TableNotFound');
  // Long enough for several looks at the missing table.
  await throughout(7_000, async () => {
    expect(await stage.writers.readiness('waiting')).toBe('TableNotFound');
  });
  expect(writes()).toEqual(['patch postgreswriters waiting', 'update postgreswriters waiting status']);
});

test('a deletion costs one: the finalizer', async () => {
  await stage.writers.delete('ann');
  await soon(() => stage.writers.get('ann')).toBeUndefined();
  await operatorHadItsTurn('turn-5');
  expect(without('turn-5')).toEqual(['patch postgreswriters ann']);
});

test('in a burst the counts stay what they are: two each', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `burst-${index}`);
  await stage.writers.createMany(names);
  await soon(async () => (await stage.writers.count()).ready).toBeGreaterThanOrEqual(100);
  await operatorHadItsTurn('turn-6');
  expect(without('turn-6')).toHaveLength(200);
});

test('a restart with everything in order costs none', async () => {
  await operator[Symbol.asyncDispose]();
  proxy.forgetCalls();
  operator = await start();
  await operatorHadItsTurn('turn-7');
  expect(without('turn-7')).toEqual([]);
});

test('at rest nothing is written, to neither side, and hardly anything is read', async () => {
  const scene = { writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] };
  const before = await fingerprint(scene);
  proxy.forgetCalls();
  await throughout(3_000, async () => {
    expect(writes()).toEqual([]);
    expect(await fingerprint(scene)).toEqual(before);
  });
  expect(proxy.calls().length).toBeLessThan(10);
});
