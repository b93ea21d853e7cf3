import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestInfo } from '../faults/http/request-info.ts';
import { HttpProxy, type HttpAct } from '../faults/http-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useLives } from '../support/lives.ts';
import { useStage } from '../support/stage.ts';

// The LIST at the start (rows 4, 7 and 8 of the fault list). Each fault proves that it struck.
const stage = useStage();
const { ageOf, allIsWell } = useLives(stage);
let proxy: HttpProxy;
beforeAll(async () => {
  proxy = await HttpProxy.start(stage.environment.config);
  // As an older server: it knows no lists as streams.
  const where = ({ query }: RequestInfo): boolean => query.has('sendInitialEvents');
  proxy.inject({ on: { verb: 'watch', where }, act: { kind: 'status', code: 422 }, times: Infinity });
});
afterAll(() => proxy[Symbol.asyncDispose]());

test.each<{ readonly what: string; readonly act: HttpAct }>([
  { what: 'refused with 500', act: { kind: 'status', code: 500 } },
  { what: 'refused with 503 and a Retry-After', act: { kind: 'status', code: 503, headers: { 'retry-after': '1' } } },
  { what: 'refused with 429 and no Retry-After', act: { kind: 'status', code: 429 } },
  { what: 'forbidden', act: { kind: 'status', code: 403 } },
  { what: 'unauthorized', act: { kind: 'status', code: 401 } },
  { what: 'not found', act: { kind: 'status', code: 404 } },
  { what: 'expired', act: { kind: 'status', code: 410 } },
  { what: 'answered with garbage', act: { kind: 'status', code: 200, body: '{"kind":"PostgresWri' } },
  {
    what: 'answered by a page of a proxy',
    act: { kind: 'status', code: 200, body: '<html>', headers: { 'content-type': 'text/html' } },
  },
  { what: 'reset', act: { kind: 'reset' } },
  { what: 'cut in the middle of its body', act: { kind: 'resetInBody', bytes: 200 } },
  { what: 'truncated', act: { kind: 'truncate', bytes: 200 } },
])('a LIST that is $what is tried again, and no row suffers', async ({ what, act }) => {
  const name = `list-${what.replaceAll(/[^a-z0-9]/gi, '-').toLowerCase()}`;
  await stage.writers.create(name, { age: 1 });
  const before = await stage.tables.count();
  const injection = proxy.inject({ on: { verb: 'list', resource: 'postgreswriters' }, act, times: 2 });
  await using operator = await stage.launchOperator({ kubeconfigPath: proxy.kubeconfig });
  await injection.untilFired(2);
  expect(await stage.tables.count()).toBeGreaterThanOrEqual(before);
  await soon(() => stage.writers.readiness(name)).toBe('True');
  await operator.ready();
  await allIsWell();
});

test('a LIST that arrives in a slow trickle is waited for', async () => {
  await stage.writers.create('slow', { age: 1 });
  const act = { kind: 'trickle', bytes: 64, pauseMs: 5 } as const;
  const injection = proxy.inject({ on: { verb: 'list', resource: 'postgreswriters' }, act });
  await using _operator = await stage.startOperator({ kubeconfigPath: proxy.kubeconfig });
  await soon(() => stage.writers.readiness('slow')).toBe('True');
  expect(injection.fired).toBe(1);
});

test('a LIST in pages whose token expires is made anew, and no row goes for what it did not show', async () => {
  const names = Array.from({ length: 520 }, (_, index) => `page-${index}`);
  await stage.writers.createMany(names, () => ({ table: 'alumni' }));
  {
    await using _operator = await stage.startOperator();
    await soon(() => stage.tables.count('alumni'), { timeoutMs: 30_000 }).toBe(names.length);
  }
  const nextPage = {
    verb: 'list',
    resource: 'postgreswriters',
    where: ({ query }: RequestInfo) => query.has('continue'),
  };
  const injection = proxy.inject({ on: nextPage, act: { kind: 'status', code: 410 } });
  await using _operator = await stage.startOperator({ kubeconfigPath: proxy.kubeconfig });
  expect(injection.fired).toBe(1);
  await stage.writers.create('after-pages');
  await soon(() => stage.writers.readiness('after-pages')).toBe('True');
  expect(await stage.tables.count('alumni')).toBe(names.length);
});

test('a server that shows an older state after a newer one (time travel) is not believed', async () => {
  await stage.writers.create('traveller', { age: 1 });
  await using _operator = await stage.startOperator({ kubeconfigPath: proxy.kubeconfig });
  await soon(() => stage.writers.readiness('traveller')).toBe('True');
  await stage.writers.edit('traveller', { age: 2 });
  await soon(() => ageOf('traveller')).toBe(2);
  // The watch ends with a 410, and the list that follows is the one that was seen at the start.
  const past = proxy.inject({ on: { verb: 'list', resource: 'postgreswriters' }, act: { kind: 'replay' }, times: 2 });
  proxy.inject({ on: { verb: 'watch', resource: 'postgreswriters' }, act: { kind: 'status', code: 410 } });
  proxy.cutWatches('end');
  await past.untilFired();
  await stage.writers.create('after-travel');
  await soon(() => stage.writers.readiness('after-travel')).toBe('True');
  expect(await ageOf('traveller')).toBe(2);
  await allIsWell();
});
