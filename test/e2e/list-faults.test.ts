import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpProxy, type HttpAct } from '../faults/http-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useLives } from '../support/lives.ts';
import { useStage } from '../support/stage.ts';

// The LIST at the start (rows 4, 7 and 8 of the fault list). Each fault proves that it struck.
const stage = useStage();
const { allIsWell } = useLives(stage);
let proxy: HttpProxy;
beforeAll(async () => {
  proxy = await HttpProxy.start(stage.environment.config);
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
