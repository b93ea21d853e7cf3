import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalJson } from '@kubewright/apimachinery';
import { mergePatchFrom } from '../../../src/client/index.ts';
import { aWidget, type Widget } from '../cache/fake-api.ts';

const widget = aWidget('a', 7, { size: 3, labels: { a: '1', b: '2' } });

test('nothing changed is no patch', () => {
  expect(mergePatchFrom(widget, { ...widget, status: undefined } as Widget)).toBeUndefined();
});

test('says what is new, what is other and what is gone, and nothing else', () => {
  const after = { ...widget, metadata: { ...widget.metadata, labels: { a: '1', b: '3', c: '4' } }, spec: {} };
  expect(mergePatchFrom(widget, after)).toEqual({
    type: 'merge',
    body: { metadata: { labels: { b: '3', c: '4' } }, spec: { size: null } },
  });
});

test('replaces lists whole', () => {
  const before = { ...widget, metadata: { ...widget.metadata, finalizers: ['a', 'b'] } };
  const after = { ...widget, metadata: { ...widget.metadata, finalizers: ['b'] } };
  expect(mergePatchFrom(before, after)).toMatchObject({ body: { metadata: { finalizers: ['b'] } } });
});

test('names the version it was made from, when asked to', () => {
  expect(mergePatchFrom(widget, { ...widget, spec: { size: 4 } }, { optimisticLock: true })).toMatchObject({
    body: { metadata: { resourceVersion: '7' }, spec: { size: 4 } },
  });
});

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** As the server applies it. Source: RFC 7386. */
function apply(target: Json | undefined, patch: Json): Json {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const from = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {};
  const result = new Map(Object.entries(from));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, apply(result.get(name), value));
  }
  return Object.fromEntries(result);
}

test('makes of the one what the other is', () => {
  // A merge patch cannot set a field to null, and no API object has one.
  const value = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      fc.boolean(),
      fc.string({ maxLength: 3 }),
      fc.array(fc.integer(), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 });
  fc.assert(
    fc.property(fields, fields, (a, b) => {
      const [before, after] = [a, b].map((spec) => ({ ...widget, spec }));
      const patch = mergePatchFrom(before!, after!);
      const body = patch?.type === 'merge' ? patch.body : {};
      expect(equalJson(apply(before as unknown as Json, body as Json), after)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
