import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  changes,
  corruptLines,
  dropLines,
  duplicateLines,
  errorLines,
  reorderLines,
} from '../faults/http/watch-lines.ts';
import { HttpProxy, type HttpAct, type HttpRule } from '../faults/http-proxy.ts';
import { soon } from '../support/eventually.ts';
import { recordHistory, regressions, type Change } from '../support/history.ts';
import { violations } from '../support/invariants.ts';
import { FINALIZER } from '../support/postgres-writers.ts';
import { useOperator, useStage } from '../support/stage.ts';

// Faults between the operator and the API server (rows 3, 4, 6, 7 and 9 of the fault list). Each proves that it struck.
const stage = useStage();
let proxy: HttpProxy;
let history: () => Promise<readonly Change[]>;
beforeAll(async () => {
  proxy = await HttpProxy.start(stage.environment.config);
  history = await recordHistory(stage.tables);
});
afterAll(() => proxy[Symbol.asyncDispose]());

const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;
const scene = () => ({ writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] });
const WRITERS = { resource: 'postgreswriters' } as const;

/** A whole life of an object, seen through whatever is broken at the time. */
async function livesThrough(name: string): Promise<void> {
  await stage.writers.create(name, { age: 1 });
  await soon(async () => (await stage.tables.row(idOf(name)))?.age).toBe(1);
  await stage.writers.edit(name, { age: 2 });
  await soon(async () => (await stage.tables.row(idOf(name)))?.age).toBe(2);
  await stage.writers.edit(name, { table: 'alumni', age: 3 });
  await soon(async () => (await stage.tables.row(idOf(name), 'alumni'))?.age).toBe(3);
  await soon(() => stage.writers.readiness(name)).toBe('True');
  await stage.writers.delete(name);
  await soon(() => stage.writers.get(name)).toBeUndefined();
  expect(await stage.tables.row(idOf(name), 'alumni')).toBeUndefined();
}

async function allIsWell(): Promise<void> {
  await soon(() => violations(scene())).toEqual([]);
  expect(regressions(await history())).toEqual([]);
}

describe('at the start', () => {
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
    const injection = proxy.inject({ on: { verb: 'list', ...WRITERS }, act, times: 2 });
    await using operator = await stage.launchOperator({ kubeconfigPath: proxy.kubeconfig });
    await injection.untilFired(2);
    expect(await stage.tables.count()).toBeGreaterThanOrEqual(before);
    await soon(() => stage.writers.readiness(name)).toBe('True');
    await operator.ready();
    await allIsWell();
  });
});

describe('while it runs', () => {
  useOperator(stage, () => ({ kubeconfigPath: proxy.kubeconfig }));

  /** Puts the fault in place for the next watch, and ends the one that is open so that there is a next one. */
  async function atNextWatch(rule: Omit<HttpRule, 'on'>) {
    await soon(() => proxy.watches(WRITERS).length).toBeGreaterThan(0);
    const injection = proxy.inject({ on: { verb: 'watch', ...WRITERS }, ...rule });
    proxy.cutWatches('end');
    return injection;
  }

  test.each(['end', 'reset'] as const)('a watch that is cut (%s) again and again misses nothing', async (how) => {
    for (let round = 0; round < 3; round += 1) {
      await soon(() => proxy.watches(WRITERS).length).toBeGreaterThan(0);
      expect(proxy.cutWatches(how)).toBeGreaterThan(0);
      await livesThrough(`cut-${how}-${round}`);
    }
    await allIsWell();
  });

  test('a watch that is cut in the middle of a line misses nothing', async () => {
    const injection = await atNextWatch({ act: { kind: 'truncate', bytes: 150 }, times: 3 });
    await livesThrough('half-a-line');
    expect(injection.fired).toBeGreaterThan(0);
    await allIsWell();
  });

  test.each<{ readonly what: string; readonly act: HttpAct }>([
    { what: '410', act: { kind: 'status', code: 410 } },
    { what: '500', act: { kind: 'status', code: 500 } },
    { what: '503', act: { kind: 'status', code: 503 } },
    { what: '429', act: { kind: 'status', code: 429, headers: { 'retry-after': '1' } } },
    { what: '401', act: { kind: 'status', code: 401 } },
    { what: '403', act: { kind: 'status', code: 403 } },
    { what: '404', act: { kind: 'status', code: 404 } },
    { what: 'garbage', act: { kind: 'status', code: 200, body: 'no JSON at all\n' } },
    { what: 'a reset', act: { kind: 'reset' } },
  ])('a watch answered with $what is opened again', async ({ what, act }) => {
    const injection = await atNextWatch({ act, times: 2 });
    await livesThrough(`watch-${what.replaceAll(' ', '-')}`);
    expect(injection.fired).toBe(2);
    await allIsWell();
  });

  test.each([
    { what: 'a 410', edit: errorLines(changes, 410) },
    { what: 'a 500', edit: errorLines(changes, 500) },
    { what: 'garbage', edit: corruptLines(changes) },
    { what: 'a line twice', edit: duplicateLines(changes) },
    { what: 'lines in another order', edit: reorderLines(changes) },
  ])('a watch that carries $what misses nothing, and no row goes back', async ({ what, edit }) => {
    const injection = await atNextWatch({ act: { kind: 'editLines', edit } });
    await injection.untilFired();
    await livesThrough(`line-${what.replaceAll(' ', '-')}`);
    await allIsWell();
  });

  test('a watch that loses lines catches up at its end', async () => {
    const injection = await atNextWatch({ act: { kind: 'editLines', edit: dropLines(changes) } });
    await injection.untilFired();
    await stage.writers.create('unheard');
    proxy.cutWatches('end');
    await soon(() => stage.writers.readiness('unheard')).toBe('True');
    await allIsWell();
  });

  test('an API server that cannot be reached for a while is found again', async () => {
    await proxy.refuse();
    await stage.writers.create('in-between', { age: 1 });
    await proxy.restore();
    await soon(() => stage.writers.readiness('in-between')).toBe('True');
    await livesThrough('after-refusal');
    await allIsWell();
  });

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
  ])('a write of $what is made good', async ({ what, rule: fault }) => {
    const injection = proxy.inject(fault);
    await livesThrough(`write-${what.replaceAll(/[^a-z0-9]/g, '-')}`);
    expect(injection.fired).toBe(3);
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
    expect(await stage.tables.row(idOf('bare'))).toBeUndefined();
    injection.remove();
    await soon(() => stage.writers.readiness('bare')).toBe('True');
    await allIsWell();
  });
});

function rule(on: HttpRule['on'], act: HttpAct): HttpRule {
  return { on: { ...WRITERS, ...on }, act, times: 3 };
}
