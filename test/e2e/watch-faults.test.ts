import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  changes,
  corruptLines,
  dropLines,
  duplicateLines,
  errorLines,
  reorderLines,
} from '../faults/http/watch-lines.ts';
import { HttpProxy, type HttpAct, type HttpRule, type Injection } from '../faults/http-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useLives } from '../support/lives.ts';
import { useOperator, useStage } from '../support/stage.ts';

// The WATCH while the operator runs (rows 3, 4 and 7 of the fault list). Each fault proves that it struck.
const stage = useStage();
const { allIsWell, ageOf, livesThrough } = useLives(stage);
let proxy: HttpProxy;
beforeAll(async () => {
  proxy = await HttpProxy.start(stage.environment.config);
});
afterAll(() => proxy[Symbol.asyncDispose]());
const WRITERS = { resource: 'postgreswriters' } as const;
useOperator(stage, () => ({ kubeconfigPath: proxy.kubeconfig }));

/** Puts the fault in place for the next watch, and ends the one that is open so that there is a next one. */
async function atNextWatch(rule: Omit<HttpRule, 'on'>): Promise<Injection> {
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
])('a watch that carries $what misses nothing, and no row goes back', async ({ what, edit }) => {
  const injection = await atNextWatch({ act: { kind: 'editLines', edit } });
  await injection.untilFired();
  await livesThrough(`line-${what.replaceAll(' ', '-')}`);
  await allIsWell();
});

test('a watch that shows an older object after a newer one does not take the row back', async () => {
  await stage.writers.create('swapped', { age: 1 });
  await soon(() => stage.writers.readiness('swapped')).toBe('True');
  const injection = await atNextWatch({ act: { kind: 'editLines', edit: reorderLines(changes) } });
  await injection.untilFired();
  await stage.writers.edit('swapped', { age: 2 });
  await stage.writers.edit('swapped', { age: 3 });
  await soon(() => ageOf('swapped')).toBe(3);
  await soon(() => stage.writers.readiness('swapped')).toBe('True');
  await livesThrough('after-swapped');
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
