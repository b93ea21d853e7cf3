import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { useOperator, useStage } from '../support/stage.ts';

// A namespace is deleted with all that is in it (row 21 of the fault list). That takes a kube-controller-manager.
const stage = useStage({ namespaces: 2, ownControlPlane: { controllerManager: true } });
useOperator(stage);

test('a namespace that is deleted takes its rows along, and does not hang', async () => {
  const [gone = '', stays = ''] = stage.environment.namespaces;
  const doomed = stage.writersIn(gone);
  const others = stage.writersIn(stays);
  await doomed.createMany(Array.from({ length: 10 }, (_, index) => `doomed-${index}`));
  await others.create('ann');
  await soon(() => stage.tables.count()).toBe(11);
  await soon(async () => (await doomed.count()).ready).toBe(10);

  await stage.api.delete(`/api/v1/namespaces/${gone}`);
  await soon(() => stage.api.find(`/api/v1/namespaces/${gone}`), { timeoutMs: 40_000 }).toBeUndefined();
  expect(await stage.tables.rows()).toEqual([others.row('ann')]);
});

test('an owner that is deleted takes its objects and their rows along', async () => {
  const [, stays = ''] = stage.environment.namespaces;
  const writers = stage.writersIn(stays);
  const owner = await stage.api.create<{ readonly metadata: { readonly uid: string } }>(
    `/api/v1/namespaces/${stays}/configmaps`,
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owner' } },
  );
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid };
  await writers.create('owned', {}, { ownerReferences: [reference] });
  await soon(() => writers.readiness('owned')).toBe('True');
  await stage.api.delete(`/api/v1/namespaces/${stays}/configmaps/owner`);
  await soon(() => writers.get('owned'), { timeoutMs: 40_000 }).toBeUndefined();
  expect(await stage.tables.row(writers.row('owned').id)).toBeUndefined();
});
