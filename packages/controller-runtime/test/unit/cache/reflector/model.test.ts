import { FakeClock } from '@kubewright/controller-runtime/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_TIMING, Reflector } from '../../../../src/cache/reflector/index.ts';
import { ObjectStore } from '../../../../src/cache/store/object-store.ts';
import { WIDGET, type Widget } from '../fake-api.ts';
import { ModelServer, type Fault } from '../model-server.ts';

type Step =
  | { readonly type: 'put' | 'delete'; readonly name: string }
  | { readonly type: 'fault'; readonly fault: Fault }
  | { readonly type: 'wait'; readonly ms: number };

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const name = fc.constantFrom(...NAMES);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('put' as const), name }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('delete' as const), name }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('fault' as const),
      fault: fc.constantFrom<Fault>(
        'listFails',
        'listForbidden',
        'tokenExpires',
        'watchCut',
        'watchEnds',
        'watchRefused',
        'watchExpired',
        'replay',
        'lineLate',
        'streamRefused',
        'streamEnds',
        'compact',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.constantFrom(0, 500, 5_000, 40_000) }),
  },
);

/** 1,000 in the gate; `MODEL_RUNS=100000` for the long suite. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 1_000);

async function run(watchList: boolean, there: readonly string[], steps: readonly Step[]): Promise<void> {
  const server = new ModelServer();
  for (const each of there) server.put(each);
  const clock = new FakeClock();
  /** The objects as a listener knows them, from events alone. */
  const told = new Map<string, number>();
  const newest = new Map<string, number>();
  /** Gathered, not thrown: the reflector would take what is thrown here for one more failure to get over. */
  const violations: string[] = [];
  const demand = (holds: boolean, what: string): void => {
    if (!holds) violations.push(what);
  };
  const store = new ObjectStore<Widget>(({ type, object }) => {
    const { name: of, resourceVersion } = object.metadata;
    const version = Number(resourceVersion);
    demand(told.has(of) === (type !== 'create'), `${type} of ${of} tells whether it was there`);
    if (type === 'delete') {
      told.delete(of);
      return;
    }
    demand(version > (newest.get(of) ?? 0), `${of} never goes back`);
    newest.set(of, version);
    told.set(of, version);
  });
  const reflector = new Reflector<Widget>({
    kind: WIDGET,
    scope: {},
    client: server,
    writer: store,
    transform: (object) => object,
    clock,
    random: () => 0.5,
    log: undefined,
    timing: { ...DEFAULT_TIMING, stallTimeoutMs: 1_000_000_000 },
    watchList,
  });
  const stop = new AbortController();
  const ended = reflector.run(stop.signal);
  for (const each of steps) {
    if (each.type === 'wait') await clock.advance(each.ms);
    else if (each.type === 'fault') server.inject(each.fault);
    else if (each.type === 'put') server.put(each.name);
    else server.delete(each.name);
    // Otherwise most of it would happen before the first list.
    await clock.advance(0);
  }
  server.heal();
  // Back-offs end, and what began then comes to its end.
  for (let turn = 0; turn < 10; turn++) await clock.advance(turn < 3 ? 60_000 : 0);
  const expected = server.objects().map(({ metadata }) => [metadata.name, Number(metadata.resourceVersion)] as const);
  const held = [...store.values()].map(({ metadata }) => [metadata.name, Number(metadata.resourceVersion)] as const);
  stop.abort();
  await ended;
  expect(violations).toEqual([]);
  expect(new Map(held), 'the cache equals the server').toEqual(new Map(expected));
  expect(told, 'listeners know what the cache knows').toEqual(new Map(expected));
  expect(clock.pending, 'no timer outlives the reflector').toBe(0);
}

test(
  'whatever goes wrong, in the end the cache equals the server, and its listeners were told each step, forwards only',
  { timeout: 60_000 + RUNS * 20 },
  async () => {
    await fc.assert(fc.asyncProperty(fc.boolean(), fc.subarray([...NAMES]), fc.array(step, { maxLength: 40 }), run), {
      numRuns: RUNS,
    });
  },
);
