import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FINALIZER_POLICY, finalizerPolicyOverlay } from '../../hack/lib/finalizer-policy.ts';
import { HttpProxy } from '../faults/http-proxy.ts';
import { soon, until } from '../support/eventually.ts';
import type { OperatorProcess } from '../support/operator.ts';
import { aSpec, FINALIZER, type PostgresWriter, type PostgresWriters } from '../support/postgres-writers.ts';
import { useStage } from '../support/stage.ts';

// With the policy of config/components the API server sets the finalizer at creation: one write less for each object.
// The first namespace is in its binding, the second is not.
const stage = useStage({ namespaces: 2 });
let proxy: HttpProxy;
let operator: OperatorProcess;
let others: PostgresWriters;

beforeAll(async () => {
  const [covered = '', uncovered = ''] = stage.environment.namespaces;
  others = stage.writersIn(uncovered);
  await using overlay = await finalizerPolicyOverlay({ namespaces: [covered] });
  const { exitCode, stderr } = await stage.environment.kubectl('apply', '--server-side', '-k', overlay.path);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  await until('the API server to obey the policy', async () =>
    (await dryRun())?.metadata.finalizers?.includes(FINALIZER) === true ? true : undefined,
  );
  proxy = await HttpProxy.start(stage.environment.config);
  operator = await stage.startOperator({ kubeconfigPath: proxy.kubeconfig });
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  const kinds = 'mutatingadmissionpolicybinding,mutatingadmissionpolicy';
  await stage.environment.kubectl('delete', kinds, FINALIZER_POLICY);
});
beforeEach(() => {
  proxy.forgetCalls();
});

/** What a creation would make of an object. Undefined while the API server has not read the schema of the CRD. */
async function dryRun(metadata: object = {}, spec: object = {}): Promise<PostgresWriter | undefined> {
  const { code, body } = await stage.api.call('POST', `${stage.writers.path()}?dryRun=All`, {
    apiVersion: 'demo.yash.com/v1',
    kind: 'PostgresWriter',
    metadata: { name: 'probe', ...metadata },
    spec: { ...aSpec(), ...spec },
  });
  return code === 201 ? (body as PostgresWriter) : undefined;
}
const writesOf = (name: string): readonly string[] =>
  proxy
    .writes()
    .filter((call) => call.name === name)
    .map(({ verb, subresource }) => (subresource === '' ? verb : `${verb} ${subresource}`));

test('an object has its finalizer at creation, and costs the operator one write: the status', async () => {
  const created = await stage.writers.create('ann');
  expect(created.metadata.finalizers).toEqual([FINALIZER]);
  await soon(() => stage.writers.readiness('ann')).toBe('True');
  expect(writesOf('ann')).toEqual(['update status']);
  expect(await stage.tables.row(`${stage.writers.namespace}/ann`)).toBeDefined();
});

test('its deletion costs one, as ever', async () => {
  await stage.writers.delete('ann');
  await soon(() => stage.writers.get('ann')).toBeUndefined();
  expect(writesOf('ann')).toEqual(['patch']);
  expect(await stage.tables.row(`${stage.writers.namespace}/ann`)).toBeUndefined();
});

test('finalizers of others stay, and none is set twice', async () => {
  const others = ['example.com/theirs', 'example.com/also-theirs'];
  expect((await dryRun({ finalizers: others }))?.metadata.finalizers).toEqual([...others, FINALIZER]);
  expect((await dryRun({ finalizers: [FINALIZER] }))?.metadata.finalizers).toEqual([FINALIZER]);
});

test('what is created suspended has none: the operator would not let go of it', async () => {
  expect((await dryRun({}, { suspend: true }))?.metadata.finalizers).toBeUndefined();
});

test('outside of its namespaces the operator sets it, before the row', async () => {
  const created = await others.create('bob');
  expect(created.metadata.finalizers).toBeUndefined();
  await soon(() => others.readiness('bob')).toBe('True');
  expect(writesOf('bob')).toEqual(['patch', 'update status']);
});
