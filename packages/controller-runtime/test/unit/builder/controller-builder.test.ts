import { ApiError, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import { Registry } from 'prom-client';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { controllerManagedBy, type BuilderManager, type ControllerBuilder } from '../../../src/builder/index.ts';
import type { Controller } from '../../../src/controller/index.ts';
import { enqueueMapped } from '../../../src/handler/index.ts';
import type { Runnable } from '../../../src/internal/runnable.ts';
import { discardLogger, type LogFields, type Logger } from '../../../src/log/index.ts';
import type { ControllerDefaults, Manager } from '../../../src/manager/index.ts';
import { annotationChanged, funcs, generationChanged, matching, or } from '../../../src/predicate/index.ts';
import {
  done,
  requeueAfter,
  type ReconcileContext,
  type Reconciler,
  type Request,
  type Result,
} from '../../../src/reconcile/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { aThing, cacheOf, created, ManualInformer, Thing, updated } from '../source/objects.ts';

let count = 0;

function setUp(controllerDefaults: ControllerDefaults = {}) {
  const clock = new FakeClock();
  const informer = new ManualInformer();
  const runnables: Runnable[] = [];
  const logged: LogFields[] = [];
  const loggerWith = (fields: LogFields): Logger => ({
    ...discardLogger,
    error: () => void logged.push(fields),
    with: (more) => loggerWith({ ...fields, ...more }),
  });
  const manager: BuilderManager = {
    add: (runnable) => void runnables.push(runnable),
    cache: cacheOf(informer) as Manager['cache'],
    client: {
      get: (_kind: Kind, { name }: { readonly name: string }) =>
        name === 'gone' ? Promise.reject(new ApiError({ code: 404 })) : Promise.resolve(aThing(name)),
    } as unknown as Manager['client'],
    clock,
    controllerDefaults,
    logger: loggerWith({}),
    metrics: { registry: new Registry() },
  };
  const name = `built-${count++}`;
  const seen: string[] = [];
  const reconcile = ({ namespace, name: object }: Request): Promise<Result> => {
    seen.push(`${namespace}/${object}`);
    return Promise.resolve(done);
  };
  /** Runs what was built, for the time of `during`. */
  const run = async (during: () => void | Promise<void>): Promise<void> => {
    const stop = new AbortController();
    const ended = Promise.all(runnables.map((runnable) => runnable.start(stop.signal)));
    await clock.advance(20);
    await during();
    await clock.advance(0);
    stop.abort();
    await ended;
  };
  return { builder: controllerManagedBy(manager), manager, informer, runnables, logged, name, seen, reconcile, run };
}

/** The `max_concurrent_reconciles` of what was built. */
const workersOf = async ({ metrics }: BuilderManager): Promise<string> =>
  await metrics.registry.getSingleMetricAsString('controller_runtime_max_concurrent_reconciles');

describe('watches', () => {
  test('for: asks for the object itself, after filters and predicates', async () => {
    const { builder, informer, name, seen, reconcile, run } = setUp();
    await builder
      .for(Thing, {
        predicates: [or(generationChanged(), annotationChanged('x')), matching((t) => t.metadata.name !== 'p')],
      })
      .withEventFilter(matching(({ metadata }) => metadata.name !== 'f'))
      .named(name)
      .complete(reconcile);
    await run(() => informer.emit(created('a'), created('p'), created('f'), updated('a')));
    expect(seen).toEqual(['ns/a']);
  });

  test('owns: asks for the owner that manages the object, or for every owner', async () => {
    const owned = (controller: boolean) => {
      const { metadata, ...rest } = aThing('child');
      const reference = { apiVersion: 'example.com/v1', kind: 'Thing', name: 'boss', uid: 'u', controller };
      const object = { ...rest, metadata: { ...metadata, ownerReferences: [reference] } };
      return { type: 'create', object, isInInitialList: false } as const;
    };
    for (const matchEveryOwner of [false, true]) {
      const { builder, informer, name, seen, reconcile, run } = setUp();
      await builder
        .for(Thing, { predicates: [funcs({ create: () => false })] })
        .owns(Thing, { matchEveryOwner })
        .named(name)
        .complete(reconcile);
      await run(() => informer.emit(owned(false)));
      expect(seen).toEqual(matchEveryOwner ? ['ns/boss'] : []);
      await Promise.resolve();
    }
  });

  test('watches and raw sources ask for what they say', async () => {
    const { builder, informer, name, seen, reconcile, run } = setUp();
    await builder
      .watches(
        Thing,
        enqueueMapped((thing) => [{ namespace: 'mapped', name: thing.metadata.name ?? '' }]),
      )
      .watchesRawSource({
        name: 'raw',
        start: ({ queue, ready }) => {
          ready();
          queue.add({ namespace: '', name: 'raw' });
          return Promise.resolve();
        },
      })
      .named(name)
      .complete({ reconcile });
    await run(() => informer.emit(created('a')));
    expect(seen.sort()).toEqual(['/raw', 'mapped/a']);
  });
});

describe('an object reconciler', () => {
  test('is given the object, and hears nothing of what is gone', async () => {
    const { builder, informer, name, run } = setUp();
    const uids: string[] = [];
    await builder
      .for(Thing)
      .named(name)
      .completeWithObject((thing) => {
        uids.push(thing.metadata.uid);
        return Promise.resolve(done);
      });
    await run(() => informer.emit(created('a'), created('gone'), created('b')));
    expect(uids).toEqual(['uid-a', 'uid-b']);
  });

  test('needs the kind of the object', async () => {
    const { builder } = setUp();
    const reconcile = () => Promise.resolve(done);
    await expect(builder.named('x').completeWithObject({ reconcile })).rejects.toThrow(
      'completeWithObject() needs for()',
    );
  });
});

describe('what is missing or twice', () => {
  test.each<{ says: string; build: (set: ReturnType<typeof setUp>) => Promise<void> }>([
    {
      says: 'for() was called twice',
      build: ({ builder, reconcile }) => builder.for(Thing).for(Thing).complete(reconcile),
    },
    { says: 'needs for(), or named()', build: ({ builder, reconcile }) => builder.complete(reconcile) },
    { says: 'watches nothing', build: ({ builder, reconcile }) => builder.named('x').complete(reconcile) },
    {
      says: 'owns() needs for()',
      build: ({ builder, reconcile }) => builder.owns(Thing).named('x').complete(reconcile),
    },
    {
      says: 'maxConcurrentReconciles must be a positive integer, got -1',
      build: ({ builder, reconcile, name }) =>
        builder.for(Thing).named(name).withOptions({ maxConcurrentReconciles: -1 }).complete(reconcile),
    },
  ])('rejects: $says', async ({ says, build }) => {
    const set = setUp();
    await expect(build(set)).rejects.toThrow(says);
    expect(set.runnables).toEqual([]);
  });
});

describe('names and options', () => {
  test('the name is the kind in lower case, unless it is given', async () => {
    const { builder, runnables, reconcile, run } = setUp();
    await builder.for({ ...Thing, kind: `Kind${count}` }).complete(reconcile);
    expect(runnables[0]?.name).toBe(`kind${count}`);
    await run(() => undefined);
  });

  test.each([
    { name: 'of the manager', defaults: { maxConcurrentReconciles: 2 }, options: {}, want: 2 },
    {
      name: 'of the kind',
      defaults: { maxConcurrentReconciles: 2, groupKindConcurrency: { 'Thing.example.com': 3 } },
      options: {},
      want: 3,
    },
    {
      name: 'its own',
      defaults: { groupKindConcurrency: { 'Thing.example.com': 3 } },
      options: { maxConcurrentReconciles: 4 },
      want: 4,
    },
  ])('a controller uses the options $name', async ({ defaults, options, want }) => {
    const { builder, manager, name, reconcile, run } = setUp(defaults);
    await builder.for(Thing).named(name).withOptions(options).complete(reconcile);
    await run(() => undefined);
    expect(await workersOf(manager)).toContain(`} ${want}`);
  });

  test('log lines of a reconcile say for what it is', async () => {
    const { builder, informer, name, logged, run } = setUp();
    await builder
      .for(Thing)
      .named(name)
      .complete(() => Promise.reject(new Error('no')));
    await run(() => informer.emit(created('a')));
    expect(logged[0]).toEqual({
      controller: name,
      controllerGroup: 'example.com',
      controllerKind: 'Thing',
      namespace: 'ns',
      name: 'a',
      reconcileId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    });
  });
});

describe('types', () => {
  interface Pod extends KubernetesObject {
    readonly spec: { readonly nodeName: string };
  }
  const Pod: Kind<Pod> = {
    group: '',
    version: 'v1',
    kind: 'Pod',
    plural: 'pods',
    singular: 'pod',
    listKind: 'PodList',
    scope: 'Namespaced',
    subresources: ['status'],
  };

  test('of predicates and handlers are inferred from the kind', () => {
    const { builder } = setUp();
    builder.for(Pod, {
      predicates: [
        funcs({
          update: ({ object, oldObject }) => {
            expectTypeOf(object.spec.nodeName).toBeString();
            return object.spec.nodeName !== oldObject.spec.nodeName;
          },
        }),
        // @ts-expect-error a Thing has no nodeName
        matching((thing: Thing & { readonly nope: string }) => thing.nope === ''),
      ],
    });
    builder.watches(
      Pod,
      enqueueMapped((pod) => {
        expectTypeOf(pod).toEqualTypeOf<Pod>();
        return [];
      }),
    );
  });

  test('of an object reconciler is that of the kind of for', () => {
    expectTypeOf(setUp().builder.for(Pod)).toEqualTypeOf<ControllerBuilder<Pod>>();
    type Given = Parameters<ControllerBuilder<Pod>['completeWithObject']>[0];
    expectTypeOf((pod: Stored<Pod>) =>
      Promise.resolve(pod.spec.nodeName === '' ? done : requeueAfter(1)),
    ).toExtend<Given>();
    expectTypeOf((thing: Stored<Thing & { readonly spec: { readonly size: number } }>) =>
      Promise.resolve(requeueAfter(thing.spec.size)),
    ).not.toExtend<Given>();
  });

  test('of reconcilers: a class, an object, or a function', () => {
    class PodReconciler implements Reconciler {
      reconcile(request: Request, { signal, log }: ReconcileContext): Promise<Result> {
        signal.throwIfAborted();
        log.info('x', { request });
        return Promise.resolve(done);
      }
    }
    type Given = Parameters<ControllerBuilder['complete']>[0];
    expectTypeOf<PodReconciler>().toExtend<Given>();
    expectTypeOf({ reconcile: () => Promise.resolve(done) }).toExtend<Given>();
    expectTypeOf((_request: Request) => Promise.resolve(done)).toExtend<Given>();
    // A reconciler must say what is next.
    expectTypeOf(() => Promise.resolve()).not.toExtend<Given>();
    expectTypeOf<ReturnType<ControllerBuilder['build']>>().toEqualTypeOf<Controller<Request>>();
  });
});
