import { isNotFound } from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { createClient, loadConfig, mergePatch, type LiveClient } from '@kubewright/controller-runtime/client';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RequestInfo } from '../faults/http/request-info.ts';
import {
  changes,
  corruptLines,
  dropLines,
  duplicateLines,
  errorLines,
  reorderLines,
} from '../faults/http/watch-lines.ts';
import { HttpProxy, type HttpAct } from '../faults/http-proxy.ts';
import { copyOf, ORIGINAL, startCopyOperator, type CopyOperator } from '../support/copy-operator.ts';
import { soon } from '../support/eventually.ts';

// Rows 3 to 10 of the fault list, for the framework alone: an operator that keeps a copy of each original. Each fault
// proves that it struck.
const environment = testEnvironment({});
let proxy: HttpProxy;
/** Looks at the server itself, past the proxy. */
let live: LiveClient;
beforeAll(async () => {
  proxy = await HttpProxy.start(environment.config);
  live = createClient(await loadConfig({ kubeconfig: environment.kubeconfigPath }));
});
afterAll(async () => {
  await live.close();
  await proxy[Symbol.asyncDispose]();
});
beforeEach(() => {
  proxy.forgetCalls();
});

const CONFIG_MAPS = { resource: 'configmaps' };
const isStream = ({ query }: RequestInfo): boolean => query.has('sendInitialEvents');
const keyOf = (name: string): { readonly namespace: string; readonly name: string } => ({
  namespace: environment.namespace,
  name,
});
const operator = async (options: Parameters<typeof startCopyOperator>[2] = {}): Promise<CopyOperator> =>
  await startCopyOperator(proxy.kubeconfig, environment.namespace, options);

const create = async (name: string): Promise<unknown> =>
  await live.create(ConfigMap, { metadata: { ...keyOf(name), labels: ORIGINAL }, data: { value: '1' } });
const edit = async (name: string, value: string): Promise<unknown> =>
  await live.patch(ConfigMap, keyOf(name), mergePatch({ data: { value } }));
const valueOf = async (name: string): Promise<string | undefined> => {
  try {
    return (await live.get(ConfigMap, keyOf(name))).data?.['value'];
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    throw error;
  }
};
const copied = (name: string): ReturnType<typeof soon<string | undefined>> => soon(() => valueOf(copyOf(name)));

/** A whole life of an original: the copy comes, follows, and goes with it. */
async function livesThrough(name: string): Promise<void> {
  await create(name);
  await copied(name).toBe('1');
  await edit(name, '2');
  await copied(name).toBe('2');
  await live.delete(ConfigMap, keyOf(name));
  await soon(() => valueOf(name)).toBe('gone');
  expect(await valueOf(copyOf(name))).toBe('gone');
}

const slug = (what: string): string => what.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

describe('row 3, 4, 7: a watch', () => {
  test.each<{ readonly what: string; readonly act: HttpAct }>([
    { what: 'with a line twice', act: { kind: 'editLines', edit: duplicateLines(changes) } },
    { what: 'with a line of garbage', act: { kind: 'editLines', edit: corruptLines(changes) } },
    { what: 'with a 410 in the stream', act: { kind: 'editLines', edit: errorLines(changes, 410) } },
    { what: 'with a 500 in the stream', act: { kind: 'editLines', edit: errorLines(changes, 500) } },
    { what: 'cut in the middle of a line', act: { kind: 'truncate', bytes: 150 } },
    { what: 'answered with 410', act: { kind: 'status', code: 410 } },
    { what: 'answered with 429 and a date', act: { kind: 'status', code: 429, headers: { 'retry-after': 'soon' } } },
    { what: 'answered with 503', act: { kind: 'status', code: 503 } },
  ])('$what misses nothing', async ({ what, act }) => {
    await using _operator = await operator();
    await soon(() => proxy.watches(CONFIG_MAPS).length).toBe(1);
    const injection = proxy.inject({ on: { verb: 'watch', ...CONFIG_MAPS }, act });
    proxy.cutWatches('end');
    await injection.untilFired();
    await livesThrough(`watch-${slug(what)}`);
  });

  test('with two lines exchanged does not take the copy back', async () => {
    await create('swapped');
    await using _operator = await operator();
    await copied('swapped').toBe('1');
    const act: HttpAct = { kind: 'editLines', edit: reorderLines(changes) };
    const injection = proxy.inject({ on: { verb: 'watch', ...CONFIG_MAPS }, act });
    proxy.cutWatches('end');
    await injection.untilFired();
    await edit('swapped', '2');
    await edit('swapped', '3');
    await copied('swapped').toBe('3');
    await livesThrough('after-swapped');
    expect(await valueOf(copyOf('swapped'))).toBe('3');
  });

  test('that goes silent is noticed, and taken up anew', async () => {
    await using _operator = await operator({ cache: { timing: { stallTimeoutMs: 1_000 } } });
    await soon(() => proxy.watches(CONFIG_MAPS).length).toBe(1);
    const injection = proxy.inject({ on: { verb: 'watch', ...CONFIG_MAPS }, act: { kind: 'stall', afterLines: 0 } });
    proxy.cutWatches('end');
    await injection.untilFired();
    await livesThrough('stalled');
  });

  test('that loses a line is made good by the next list', async () => {
    await using _operator = await operator({ cache: { timing: { relistIntervalMs: 2_000 } } });
    await soon(() => proxy.watches(CONFIG_MAPS).length).toBe(1);
    const injection = proxy.inject({
      on: { verb: 'watch', ...CONFIG_MAPS },
      act: { kind: 'editLines', edit: dropLines(changes) },
    });
    proxy.cutWatches('end');
    await injection.untilFired();
    await create('unheard');
    await copied('unheard').toBe('1');
  });
});

const REFUSALS: readonly { readonly what: string; readonly act: HttpAct }[] = [
  { what: 'unauthorized', act: { kind: 'status', code: 401 } },
  { what: 'expired', act: { kind: 'status', code: 410 } },
  { what: 'refused with 429', act: { kind: 'status', code: 429, headers: { 'retry-after': '1' } } },
  { what: 'refused with 500', act: { kind: 'status', code: 500 } },
  { what: 'answered with garbage', act: { kind: 'status', code: 200, body: '<html>\n' } },
];
const LIST_FAULTS: typeof REFUSALS = [
  { what: 'forbidden', act: { kind: 'status', code: 403 } },
  { what: 'not found', act: { kind: 'status', code: 404 } },
  { what: 'cut in its body', act: { kind: 'resetInBody', bytes: 300 } },
  { what: 'truncated', act: { kind: 'truncate', bytes: 300 } },
  { what: 'trickling', act: { kind: 'trickle', bytes: 200, pauseMs: 2 } },
];

describe.each([
  { how: 'a stream', on: { verb: 'watch', ...CONFIG_MAPS, where: isStream }, watchList: true },
  { how: 'pages', on: { verb: 'list', ...CONFIG_MAPS }, watchList: false },
])('row 4, 7, 8: a list as $how', ({ how, on, watchList }) => {
  // Pages share what a stream goes through before them.
  const acts = watchList ? [...REFUSALS, ...LIST_FAULTS] : LIST_FAULTS;
  test.each(acts)('that is $what is never read as empty', async ({ what, act }) => {
    const name = `list-${slug(how)}-${slug(what)}`;
    await create(name);
    await using running = await operator({ cache: { watchList } });
    await copied(name).toBe('1');
    const deletions: string[] = [];
    running.manager.cache.informerFor(ConfigMap).addListener((event) => {
      if (event.type === 'delete') deletions.push(event.object.metadata.name);
    });
    const injection = proxy.inject({ on, act });
    // The watch ends with a 410, so that what is there is asked for again.
    proxy.inject({ on: { verb: 'watch', ...CONFIG_MAPS }, act: { kind: 'status', code: 410 } });
    proxy.cutWatches('end');
    await injection.untilFired();
    await edit(name, '2');
    await copied(name).toBe('2');
    expect(deletions).toEqual([]);
  });

  test('that is older than what was seen is not believed', async () => {
    const name = `travel-${slug(how)}`;
    await create(name);
    await using _operator = await operator({ cache: { watchList } });
    await copied(name).toBe('1');
    await edit(name, '2');
    await copied(name).toBe('2');
    const past = proxy.inject({ on, act: { kind: 'replay' } });
    proxy.inject({ on: { verb: 'watch', ...CONFIG_MAPS }, act: { kind: 'status', code: 410 } });
    proxy.cutWatches('end');
    await past.untilFired();
    await livesThrough(`after-${name}`);
    expect(await valueOf(copyOf(name))).toBe('2');
  });
});

describe('row 4: a list in pages', () => {
  test('whose token expires is made anew', async () => {
    for (const name of ['page-1', 'page-2', 'page-3']) await create(name);
    const where = ({ query }: RequestInfo): boolean => query.has('continue');
    const injection = proxy.inject({ on: { verb: 'list', ...CONFIG_MAPS, where }, act: { kind: 'status', code: 410 } });
    await using _operator = await operator({ cache: { watchList: false, timing: { pageSize: 1 } } });
    await injection.untilFired();
    for (const name of ['page-1', 'page-2', 'page-3']) await copied(name).toBe('1');
  });
});

describe('row 5: a cache that lags', () => {
  test('does not keep the operator from reading its own writes', async () => {
    await using running = await operator();
    await create('lagging');
    await copied('lagging').toBe('1');
    proxy.stallWatches();
    try {
      const { client } = running.manager;
      await client.patch(ConfigMap, keyOf('lagging'), mergePatch({ data: { value: 'own' } }));
      expect((await client.get(ConfigMap, keyOf('lagging'))).data).toEqual({ value: 'own' });
    } finally {
      proxy.releaseWatches();
    }
    await copied('lagging').toBe('own');
  });
});

describe('row 6, 7, 9: a write', () => {
  const WRITES = ['create', 'update', 'patch'];
  test.each<{ readonly what: string; readonly act: HttpAct; readonly times?: number }>([
    { what: 'in conflict again and again', act: { kind: 'status', code: 409 }, times: 4 },
    { what: 'found invalid', act: { kind: 'status', code: 422 }, times: 2 },
    {
      what: 'denied by a webhook',
      act: { kind: 'status', code: 403, message: 'admission webhook denied it' },
      times: 2,
    },
    { what: 'refused with 429 and seconds', act: { kind: 'status', code: 429, headers: { 'retry-after': '1' } } },
    {
      what: 'refused with 429 and a huge wish',
      act: { kind: 'status', code: 429, headers: { 'retry-after': '9999999' } },
    },
    { what: 'refused with 429 and nothing', act: { kind: 'status', code: 429 }, times: 3 },
    { what: 'refused with 500', act: { kind: 'status', code: 500 }, times: 3 },
    { what: 'reset before it was done', act: { kind: 'reset' }, times: 3 },
    { what: 'done, and the reply lost', act: { kind: 'reset', phase: 'applied' }, times: 3 },
    { what: 'done, and answered with 504', act: { kind: 'status', code: 504, phase: 'applied' }, times: 3 },
    { what: 'sent twice by a proxy', act: { kind: 'resend' }, times: 3 },
  ])('that is $what is made good', async ({ what, act, times = 1 }) => {
    await using _operator = await operator();
    await soon(() => proxy.watches(CONFIG_MAPS).length).toBe(1);
    const injection = proxy.inject({ on: { verb: WRITES, ...CONFIG_MAPS }, act, times });
    await livesThrough(`write-${slug(what)}`);
    await injection.untilFired();
    proxy.forgetCalls();
    await livesThrough(`after-${slug(what)}`);
    // A finalizer put and taken, a copy made, changed and deleted: nothing is written for nothing.
    expect(proxy.writes(CONFIG_MAPS).map(({ verb, name, code }) => `${verb} ${name} ${code}`)).toEqual([
      `patch after-${slug(what)} 200`,
      `create  201`,
      `update after-${slug(what)}-copy 200`,
      `delete after-${slug(what)}-copy 200`,
      `patch after-${slug(what)} 200`,
    ]);
  });
});

describe('row 7: an API server', () => {
  test('that is gone for a while is found again', async () => {
    await using _operator = await operator();
    await soon(() => proxy.watches(CONFIG_MAPS).length).toBe(1);
    await proxy.refuse();
    await create('meanwhile');
    await proxy.restore();
    await copied('meanwhile').toBe('1');
    await livesThrough('after-outage');
  });
});

describe('row 10: a leader', () => {
  const lease = { leaseDurationMs: 3_000, renewDeadlineMs: 2_000, retryPeriodMs: 250 };
  test.each<{ readonly what: string; readonly act: HttpAct }>([
    { what: 'hears no answer', act: { kind: 'hang' } },
    { what: 'is refused', act: { kind: 'status', code: 500 } },
  ])('that $what when it renews its lease stops before another can lead', async ({ what, act }) => {
    const leaderElectionId = slug(what);
    const elect = { leaderElection: true, leaderElectionId, leaderElectionNamespace: environment.namespace, ...lease };
    await using running = await operator(elect);
    await running.manager.elected;
    const injection = proxy.inject({ on: { resource: 'leases', name: leaderElectionId }, act, times: Infinity });
    await injection.untilFired();
    await expect(running.ended).rejects.toThrow('lease');
    injection.remove();
    await using next = await operator(elect);
    await next.manager.elected;
    await livesThrough(`led-${leaderElectionId}`);
  });
});
