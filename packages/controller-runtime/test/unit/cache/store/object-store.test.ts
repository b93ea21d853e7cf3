import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ObjectStore } from '../../../../src/cache/store/object-store.ts';
import type { ObjectEvent } from '../../../../src/event/index.ts';
import { aWidget, type Widget } from '../fake-api.ts';
import type { Stored } from '@kubewright/apimachinery';

let events: ObjectEvent<Widget>[];
let store: ObjectStore<Widget>;
const seen = (): string[] =>
  events.map((event) => {
    const flag =
      event.type === 'create' && event.isInInitialList
        ? '!'
        : event.type === 'delete' && event.finalStateUnknown
          ? '?'
          : '';
    return `${event.type} ${event.object.metadata.name}@${event.object.metadata.resourceVersion}${flag}`;
  });

function relist(resourceVersion: number, ...objects: readonly Stored<Widget>[]): void {
  store.beginList();
  store.addListed(objects);
  store.endList(String(resourceVersion));
}

beforeEach(() => {
  events = [];
  store = new ObjectStore<Widget>((event) => events.push(event));
});

describe('a complete list', () => {
  test('creates what is new, and says whether it was the first list', () => {
    relist(5, aWidget('a', 1));
    relist(9, aWidget('a', 1), aWidget('b', 7));
    expect(seen()).toEqual(['create a@1!', 'create b@7']);
  });

  test('deletes what is not in it, with a state that may not be the last', () => {
    relist(5, aWidget('a', 1), aWidget('b', 2));
    relist(9, aWidget('b', 2));
    expect(seen().slice(2)).toEqual(['delete a@1?']);
  });

  test('leaves what did not change alone: the same object, no event', () => {
    const before = aWidget('a', 1);
    relist(5, before);
    relist(9, aWidget('a', 1));
    expect(store.get('default', 'a')).toBe(before);
    expect(events).toHaveLength(1);
  });

  test('keeps the newer version where it has an older one', () => {
    relist(5, aWidget('a', 8));
    relist(9, aWidget('a', 7));
    expect(store.get('default', 'a')?.metadata.resourceVersion).toBe('8');
  });

  test('sees an object that was deleted and made again as two', () => {
    relist(5, aWidget('a', 1));
    relist(9, aWidget('a', 8, { uid: 'another' }));
    expect(seen().slice(1)).toEqual(['delete a@1?', 'create a@8']);
  });

  test('is not seen before it is complete, and one that was begun and left has no effect', () => {
    relist(5, aWidget('a', 1));
    store.beginList();
    store.addListed([aWidget('b', 6)]);
    expect(store.size).toBe(1);
    relist(9, aWidget('a', 1));
    expect([...store.values()].map(({ metadata }) => metadata.name)).toEqual(['a']);
  });

  test('counts as synced once everybody has heard of everything', () => {
    let syncedDuring: boolean | undefined;
    store = new ObjectStore<Widget>(() => {
      syncedDuring = store.hasSynced;
    });
    relist(5, aWidget('a', 1));
    expect(syncedDuring).toBe(false);
    expect(store.hasSynced).toBe(true);
  });
});

describe('a change', () => {
  beforeEach(() => {
    relist(5, aWidget('a', 3));
    events = [];
  });

  test('that is newer is told with what was before', () => {
    const after = aWidget('a', 7, { size: 1 });
    store.apply(after);
    expect(events).toEqual([{ type: 'update', oldObject: aWidget('a', 3), object: after }]);
  });

  test.each([2, 3])('of version %i after 3 is ignored', (version) => {
    store.apply(aWidget('a', version));
    store.remove(aWidget('a', version - 1));
    expect(events).toEqual([]);
  });

  test('of an object that a newer list does not have is ignored', () => {
    store.apply(aWidget('b', 4));
    expect(events).toEqual([]);
    expect(store.size).toBe(1);
  });

  test('that comes late, after the deletion, does not bring the object back', () => {
    store.remove(aWidget('a', 9));
    store.apply(aWidget('a', 8));
    expect(seen()).toEqual(['delete a@9']);
    store.apply(aWidget('a', 10, { uid: 'another' }));
    expect(seen().slice(1)).toEqual(['create a@10']);
  });

  test('to another object of the same name is a deletion and a creation', () => {
    store.apply(aWidget('a', 9, { uid: 'another' }));
    expect(seen()).toEqual(['delete a@3?', 'create a@9']);
  });

  test('whose version cannot be compared counts, unless it is the same', () => {
    store.apply(aWidget('a', 'x1'));
    store.apply(aWidget('a', 'x1'));
    store.apply(aWidget('a', 'x2'));
    expect(seen()).toEqual(['update a@x1', 'update a@x2']);
  });

  test('a deletion is told with the object’s last state', () => {
    const last = aWidget('a', 9, { size: 2 });
    store.remove(last);
    expect(events).toEqual([{ type: 'delete', object: last, finalStateUnknown: false }]);
    expect(store.get('default', 'a')).toBeUndefined();
  });
});

test('an index finds objects by a value, through every kind of change', () => {
  store.addIndex('size', ({ spec }) => (spec?.size === undefined ? [] : [String(spec.size)]));
  const found = (size: number): string[] =>
    [...store.byIndex('size', String(size))].map(({ metadata }) => metadata.name);
  relist(5, aWidget('a', 1, { size: 1 }), aWidget('b', 2, { size: 1 }), aWidget('c', 3));
  expect(found(1)).toEqual(['a', 'b']);
  store.apply(aWidget('a', 6, { size: 2 }));
  store.remove(aWidget('b', 7, { size: 1 }));
  expect([found(1), found(2)]).toEqual([[], ['a']]);
  relist(9, aWidget('c', 8, { size: 2 }));
  expect(found(2)).toEqual(['c']);
  expect(() => store.byIndex('colour', 'red')).toThrow('not indexed');
});

test('an object made by hand in another namespace is another object', () => {
  relist(5, aWidget('a', 1), aWidget('a', 2, { namespace: 'other' }));
  expect(store.size).toBe(2);
  expect([...store.values('other')].map(({ metadata }) => metadata.resourceVersion)).toEqual(['2']);
  expect([...store.values('nowhere')]).toEqual([]);
});

describe('against a model of the server', () => {
  type Line = { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Stored<Widget> };

  /** The history of a server: what each version changed. */
  const history = fc.array(
    fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), op: fc.constantFrom('put', 'put', 'delete') }),
    {
      maxLength: 40,
    },
  );

  function play(operations: readonly { readonly name: string; readonly op: string }[]): {
    readonly lines: readonly Line[];
    stateAt(version: number): readonly Stored<Widget>[];
  } {
    const lines: Line[] = [];
    const live = new Map<string, Stored<Widget>>();
    const states: (readonly Stored<Widget>[])[] = [[]];
    for (const { name, op } of operations) {
      const version = states.length;
      const before = live.get(name);
      if (op === 'put') {
        const object = aWidget(name, version, { uid: before?.metadata.uid ?? `uid-${version}` });
        lines.push({ type: before ? 'MODIFIED' : 'ADDED', object });
        live.set(name, object);
      } else if (before !== undefined) {
        lines.push({ type: 'DELETED', object: aWidget(name, version, { uid: before.metadata.uid }) });
        live.delete(name);
      }
      states.push([...live.values()]);
    }
    return { lines, stateAt: (version) => states[version] ?? [] };
  }

  test('lines that come twice or out of order, and lists in between, end in the server’s state; no version goes back', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat()), fc.array(fc.nat(), { maxLength: 3 }), (operations, noise, relists) => {
        const server = play(operations);
        const newest = operations.length;
        const newestSeen = new Map<string, number>();
        store = new ObjectStore<Widget>(({ type, object }) => {
          const { name, resourceVersion } = object.metadata;
          if (type !== 'delete') expect(Number(resourceVersion)).toBeGreaterThan(newestSeen.get(name) ?? 0);
          newestSeen.set(name, Math.max(newestSeen.get(name) ?? 0, Number(resourceVersion)));
        });
        relist(1, ...server.stateAt(1));
        const lists = new Set(relists.map((n) => n % (server.lines.length + 1)));
        const deliver = ({ type, object }: Line): void =>
          type === 'DELETED' ? store.remove(object) : store.apply(object);
        for (const [index, line] of server.lines.entries()) {
          deliver(line);
          // A line of the past again.
          const repeated = server.lines[(noise[index] ?? index) % (index + 1)];
          if (repeated !== undefined) deliver(repeated);
          if (lists.has(index)) {
            const version = Number(line.object.metadata.resourceVersion);
            relist(version, ...server.stateAt(version));
          }
        }
        const byName = (objects: Iterable<Stored<Widget>>): string[] =>
          [...objects].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`).sort();
        expect(byName(store.values())).toEqual(byName(server.stateAt(newest)));
      }),
      { numRuns: 1_000 },
    );
  });
});
