import {
  unstructured,
  type Kind,
  type KubernetesObject,
  type OwnerReference,
  type Stored,
} from '@kubewright/apimachinery';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  enqueueForObject,
  enqueueForOwner,
  enqueueMapped,
  handlerFuncs,
  type EventHandler,
} from '../../../src/handler/index.ts';
import type { Enqueue } from '../../../src/queue/index.ts';
import type { Request } from '../../../src/reconcile/index.ts';
import { aThing, Thing } from '../source/objects.ts';

function recordingQueue(): Enqueue<Request> & { readonly keys: string[] } {
  const keys: string[] = [];
  return { keys, add: ({ namespace, name }) => void keys.push(`${namespace}/${name}`) };
}

const event = <T extends KubernetesObject>(object: Stored<T>) =>
  ({ type: 'create', object, isInInitialList: false }) as const;

describe('enqueueForObject', () => {
  test('asks for the object, whatever happened to it', () => {
    const queue = recordingQueue();
    const handler = enqueueForObject();
    const object = aThing('a');
    void handler.create(event(object), queue);
    void handler.update({ type: 'update', oldObject: object, object }, queue);
    void handler.delete({ type: 'delete', object, finalStateUnknown: true }, queue);
    void handler.generic({ type: 'generic', object }, queue);
    expect(queue.keys).toEqual(['ns/a', 'ns/a', 'ns/a', 'ns/a']);
  });

  test('has an empty namespace for cluster-scoped objects, and refuses what has no name', () => {
    const queue = recordingQueue();
    const handler = enqueueForObject();
    void handler.generic({ type: 'generic', object: { metadata: { name: 'node-1' } } }, queue);
    expect(queue.keys).toEqual(['/node-1']);
    expect(() => handler.generic({ type: 'generic', object: { metadata: {} } }, queue)).toThrow('metadata.name');
  });
});

describe('enqueueForOwner', () => {
  const owner = (over: Partial<OwnerReference> = {}): OwnerReference => ({
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    name: 'boss',
    uid: 'u',
    ...over,
  });
  const owned = (...ownerReferences: readonly OwnerReference[]): Stored<KubernetesObject> => {
    const { metadata, ...rest } = aThing('child');
    return { ...rest, metadata: { ...metadata, ownerReferences } };
  };

  test.each([
    { name: 'an owner of the kind', references: [owner()], want: ['ns/boss'] },
    {
      name: 'an owner named in another version',
      references: [owner({ apiVersion: 'example.com/v1beta1' })],
      want: ['ns/boss'],
    },
    { name: 'another group', references: [owner({ apiVersion: 'other.com/v1' })], want: [] },
    { name: 'the core group', references: [owner({ apiVersion: 'v1' })], want: [] },
    { name: 'another kind', references: [owner({ kind: 'Other' })], want: [] },
    { name: 'several owners', references: [owner(), owner({ name: 'b2' })], want: ['ns/boss', 'ns/b2'] },
    { name: 'none', references: [], want: [] },
  ])('$name → $want', async ({ references, want }) => {
    const queue = recordingQueue();
    await enqueueForOwner(Thing).create(event(owned(...references)), queue);
    expect(queue.keys).toEqual(want);
  });

  test('can ask for the managing controller only', async () => {
    const queue = recordingQueue();
    const references = [owner({ name: 'plain' }), owner({ name: 'managing', controller: true })];
    await enqueueForOwner(Thing, { onlyController: true }).create(event(owned(...references)), queue);
    expect(queue.keys).toEqual(['ns/managing']);
  });

  test('asks for the owners of before and after when they change', async () => {
    const queue = recordingQueue();
    const [oldObject, object] = [owned(owner({ name: 'old' })), owned(owner({ name: 'new' }))];
    await enqueueForOwner(Thing).update({ type: 'update', oldObject, object }, queue);
    expect(queue.keys).toEqual(['ns/old', 'ns/new']);
  });

  test('has an empty namespace for owners that are cluster-scoped', async () => {
    const queue = recordingQueue();
    const clusterKind: Kind = { ...Thing, scope: 'Cluster' };
    await enqueueForOwner(clusterKind).create(event(owned(owner())), queue);
    expect(queue.keys).toEqual(['/boss']);
  });

  test('asks the client about owners that do not say their scope, and refuses them without one', async () => {
    const queue = recordingQueue();
    const boss = unstructured({ apiVersion: 'example.com/v1', kind: 'Thing' });
    for (const namespaced of [true, false]) {
      const client = { isNamespaced: () => Promise.resolve(namespaced) };
      await enqueueForOwner(boss, { client }).create(event(owned(owner())), queue);
    }
    expect(queue.keys).toEqual(['ns/boss', '/boss']);
    expect(() => enqueueForOwner(boss)).toThrow('Thing: say its scope in unstructured()');
  });
});

describe('enqueueMapped', () => {
  test('asks for what the function names, also when it takes its time', async () => {
    const queue = recordingQueue();
    const handler = enqueueMapped((thing: Thing) =>
      Promise.resolve([{ namespace: 'x', name: thing.metadata.name ?? '' }]),
    );
    await handler.delete({ type: 'delete', object: aThing('a'), finalStateUnknown: false }, queue);
    await handler.generic({ type: 'generic', object: aThing('b') }, queue);
    expect(queue.keys).toEqual(['x/a', 'x/b']);
  });

  test('lets failures through: whoever calls it tries again', async () => {
    const handler = enqueueMapped(() => {
      throw new Error('no');
    });
    await expect(handler.create(event(aThing('a')), recordingQueue())).rejects.toThrow('no');
  });

  test('infers the object type from where it is used', () => {
    const use = (handler: EventHandler<Thing>): EventHandler<Thing> => handler;
    use(
      enqueueMapped((thing) => {
        expectTypeOf(thing).toEqualTypeOf<Thing>();
        return [];
      }),
    );
    use(enqueueForObject());
  });
});

test('handlerFuncs ignores the events that no function is given for', () => {
  const queue = recordingQueue();
  const handler = handlerFuncs<Thing>({ delete: (_event, q) => q.add({ namespace: '', name: 'gone' }) });
  void handler.create(event(aThing('a')), queue);
  void handler.delete({ type: 'delete', object: aThing('a'), finalStateUnknown: false }, queue);
  expect(queue.keys).toEqual(['/gone']);
});
