import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpProxy } from '../faults/http-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useOperator, useStage } from '../support/stage.ts';

const stage = useStage({ namespaces: 3 });
let proxy: HttpProxy;
beforeAll(async () => {
  proxy = await HttpProxy.start(stage.environment.config);
});
afterAll(() => proxy[Symbol.asyncDispose]());

const [watched, also, outside] = [0, 1, 2].map(
  (index) => () => stage.writersIn(stage.environment.namespaces[index] ?? ''),
);
const operator = useOperator(stage, () => ({
  kubeconfigPath: proxy.kubeconfig,
  namespaces: stage.environment.namespaces.slice(0, 2),
}));

test('objects of the namespaces that were named become rows, others do not', async () => {
  await outside!().create('ann');
  await watched!().create('ann', { age: 1 });
  await also!().create('ann', { age: 2 });
  await soon(() => watched!().readiness('ann')).toBe('True');
  await soon(() => also!().readiness('ann')).toBe('True');
  expect(await stage.tables.rows()).toEqual(
    [watched!().row('ann', { age: 1 }), also!().row('ann', { age: 2 })].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
  const ignored = await outside!().get('ann');
  expect(ignored?.metadata.finalizers).toBeUndefined();
  expect(ignored?.status?.observedGeneration).toBe(-1);
  expect(operator.current.running).toBe(true);
});

test('nothing is asked for in any other namespace, nor in all of them at once', () => {
  const asked = proxy.calls({ resource: 'postgreswriters' });
  expect(asked.length).toBeGreaterThan(0);
  const places = new Set(asked.map(({ namespace }) => namespace));
  expect([...places].toSorted()).toEqual(stage.environment.namespaces.slice(0, 2).toSorted());
});
