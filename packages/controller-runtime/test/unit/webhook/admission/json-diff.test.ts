import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonPatchOperation } from '../../../../src/client/index.ts';
import { diff } from '../../../../src/webhook/admission/json-diff.ts';

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  // A type that names itself needs this form.
  [key: string]: Json | undefined;
}

/** RFC 6902, as far as `diff` uses it. */
function apply(document: Json, operations: readonly JsonPatchOperation[]): Json {
  const root = { document: structuredClone(document) };
  for (const operation of operations) {
    const steps = `/document${operation.path}`.split('/').slice(1);
    const keys = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop()!;
    let parent: unknown = root;
    for (const key of keys) parent = (parent as JsonObject)[key];
    if (Array.isArray(parent)) performInList(parent, Number(last), operation);
    else performInObject(parent as JsonObject, last, operation);
  }
  return root.document;
}

function performInList(list: unknown[], index: number, operation: JsonPatchOperation): void {
  if (index > list.length - (operation.op === 'add' ? 0 : 1)) throw new Error(`nothing at ${operation.path}`);
  if (operation.op === 'add') list.splice(index, 0, operation.value);
  else if (operation.op === 'replace') list[index] = operation.value;
  else list.splice(index, 1);
}

function performInObject(object: JsonObject, key: string, operation: JsonPatchOperation): void {
  if (operation.op !== 'add' && !Object.hasOwn(object, key)) throw new Error(`nothing at ${operation.path}`);
  if (operation.op === 'remove') Reflect.deleteProperty(object, key);
  else if ('value' in operation) object[key] = operation.value as Json;
}

/** Small alphabets, so that two documents have much in common; with keys that must be escaped. */
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, 0, 1, 'a', ''),
    fc.array(tie('json'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c/d', 'e~f', '~1', '', '0', '-'), tie('json'), { noNullPrototype: true }),
  ),
}));

describe('a diff', () => {
  test('turns one document into the other, whatever they are', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(apply(before, diff(before, after))).toEqual(after);
      }),
    );
  });

  test('of equal documents is empty', () => {
    fc.assert(
      fc.property(json, (document) => {
        expect(diff(document, structuredClone(document))).toEqual([]);
      }),
    );
  });

  const object = { spec: { replicas: 1, items: ['a', 'b', 'c', 'd'], nested: { x: 1, y: [{ n: 1 }, { n: 2 }] } } };
  test.each([
    {
      name: 'a field that is set',
      change: { replicas: 3 },
      want: [{ op: 'replace', path: '/spec/replicas', value: 3 }],
    },
    { name: 'a field that is new', change: { size: 'L' }, want: [{ op: 'add', path: '/spec/size', value: 'L' }] },
    { name: 'a field that is gone', change: { replicas: undefined }, want: [{ op: 'remove', path: '/spec/replicas' }] },
    { name: 'a key with / and ~', change: { 'a/b~c': 1 }, want: [{ op: 'add', path: '/spec/a~1b~0c', value: 1 }] },
    {
      name: 'a field deep inside',
      change: { nested: { x: 1, y: [{ n: 1 }, { n: 3 }] } },
      want: [{ op: 'replace', path: '/spec/nested/y/1/n', value: 3 }],
    },
    {
      name: 'an element in front',
      change: { items: ['z', 'a', 'b', 'c', 'd'] },
      want: [{ op: 'add', path: '/spec/items/0', value: 'z' }],
    },
    {
      name: 'an element behind',
      change: { items: ['a', 'b', 'c', 'd', 'z'] },
      want: [{ op: 'add', path: '/spec/items/4', value: 'z' }],
    },
    { name: 'an element less', change: { items: ['a', 'c', 'd'] }, want: [{ op: 'remove', path: '/spec/items/1' }] },
    {
      name: 'two elements less',
      change: { items: ['a', 'd'] },
      want: [
        { op: 'remove', path: '/spec/items/2' },
        { op: 'remove', path: '/spec/items/1' },
      ],
    },
    {
      name: 'another element',
      change: { items: ['a', 'X', 'c', 'd'] },
      want: [{ op: 'replace', path: '/spec/items/1', value: 'X' }],
    },
    { name: 'another type', change: { items: {} }, want: [{ op: 'replace', path: '/spec/items', value: {} }] },
    {
      name: 'a list for an object',
      change: { nested: [] },
      want: [{ op: 'replace', path: '/spec/nested', value: [] }],
    },
  ])('is one operation for $name', ({ change, want }) => {
    expect(diff(object, { spec: { ...object.spec, ...change } })).toEqual(want);
  });

  test('sees what JSON would: dates as text, undefined as nothing', () => {
    expect(diff({ at: '2026-01-01T00:00:00.000Z' }, { at: new Date(Date.UTC(2026, 0, 1)), x: undefined })).toEqual([]);
  });
});
