import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpProxy, type HttpAct, type HttpRule } from '../faults/http-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useLives } from '../support/lives.ts';
import { FINALIZER } from '../support/postgres-writers.ts';
import { useOperator, useStage } from '../support/stage.ts';

// The operator's own writes to the API server (rows 6, 7 and 9 of the fault list). Each fault proves that it struck.
const stage = useStage();
const { allIsWell, ageOf, livesThrough } = useLives(stage);
let proxy: HttpProxy;
beforeAll(async () => {
  proxy = await HttpProxy.start(stage.environment.config);
});
afterAll(() => proxy[Symbol.asyncDispose]());
useOperator(stage, () => ({ kubeconfigPath: proxy.kubeconfig }));
const WRITERS = { resource: 'postgreswriters' } as const;

test.each<{ readonly what: string; readonly rule: HttpRule }>([
  {
    what: 'a finalizer refused with 500',
    rule: rule({ verb: 'patch', subresource: '' }, { kind: 'status', code: 500 }),
  },
  {
    what: 'a finalizer whose reply is lost',
    rule: rule({ verb: 'patch', subresource: '' }, { kind: 'reset', phase: 'applied' }),
  },
  { what: 'a finalizer in conflict', rule: rule({ verb: 'patch', subresource: '' }, { kind: 'status', code: 409 }) },
  { what: 'a status refused with 500', rule: rule({ subresource: 'status' }, { kind: 'status', code: 500 }) },
  {
    what: 'a status whose reply is lost',
    rule: rule({ subresource: 'status' }, { kind: 'reset', phase: 'applied' }),
  },
  { what: 'a status in conflict', rule: rule({ subresource: 'status' }, { kind: 'status', code: 409 }) },
  { what: 'a status that comes twice', rule: rule({ subresource: 'status' }, { kind: 'resend' }) },
  {
    what: 'a status put off by 429',
    rule: rule({ subresource: 'status' }, { kind: 'status', code: 429, headers: { 'retry-after': '1' } }),
  },
  {
    what: 'a finalizer that a webhook denies',
    rule: rule(
      { verb: 'patch', subresource: '' },
      { kind: 'status', code: 403, message: 'admission webhook "x.example.com" denied the request' },
    ),
  },
  { what: 'a status that is invalid', rule: rule({ subresource: 'status' }, { kind: 'status', code: 422 }) },
  {
    what: 'a status put off by a day',
    rule: rule({ subresource: 'status' }, { kind: 'status', code: 429, headers: { 'retry-after': '86400' } }),
  },
  {
    what: 'a status put off until a date that is over',
    rule: rule(
      { subresource: 'status' },
      { kind: 'status', code: 429, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } },
    ),
  },
])('a write of $what is made good', async ({ what, rule: fault }) => {
  const injection = proxy.inject(fault);
  await livesThrough(`write-${what.replaceAll(/[^a-z0-9]/g, '-')}`);
  expect(injection.fired).toBeGreaterThan(0);
  await allIsWell();
});

test('no row is written before the finalizer is there', async () => {
  const injection = proxy.inject({
    on: { ...WRITERS, verb: ['patch', 'update'], subresource: '', where: (_, body) => body.includes(FINALIZER) },
    act: { kind: 'status', code: 500 },
    times: 1_000,
  });
  await stage.writers.create('bare');
  await injection.untilFired(2);
  expect(await ageOf('bare')).toBeUndefined();
  injection.remove();
  await soon(() => stage.writers.readiness('bare')).toBe('True');
  await allIsWell();
});

function rule(on: HttpRule['on'], act: HttpAct): HttpRule {
  return { on: { ...WRITERS, ...on }, act, times: 3 };
}
