import { isDeepStrictEqual } from 'node:util';
import { pointerSegment, type JsonPatchOperation } from '../../client/index.ts';

/**
 * The RFC 6902 patch that turns `before` into `after`, two JSON values; empty when they are equal. What is equal is not
 * touched: objects are compared field by field, and lists element by element behind the start and before the end that they
 * share, so that an element added or removed anywhere is one operation. Source: `jsonpatch.CreatePatch`.
 */
export function diff(before: unknown, after: unknown): readonly JsonPatchOperation[] {
  // As JSON sees it: without `undefined`, dates as text.
  const wanted: unknown = JSON.parse(JSON.stringify(after));
  return differences(before, wanted, '');
}

function differences(before: unknown, after: unknown, path: string): readonly JsonPatchOperation[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path);
  if (isObject(before) && isObject(after)) return ofObjects(before, after, path);
  return [{ op: 'replace', path, value: after }];
}

function ofObjects(before: JsonObject, after: JsonObject, path: string): readonly JsonPatchOperation[] {
  const at = (key: string): string => `${path}/${pointerSegment(key)}`;
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return [
    ...removed.map((key): JsonPatchOperation => ({ op: 'remove', path: at(key) })),
    ...Object.entries(after).flatMap(([key, value]): readonly JsonPatchOperation[] =>
      Object.hasOwn(before, key) ? differences(before[key], value, at(key)) : [{ op: 'add', path: at(key), value }],
    ),
  ];
}

function ofLists(before: readonly unknown[], after: readonly unknown[], path: string): readonly JsonPatchOperation[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isDeepStrictEqual(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isDeepStrictEqual(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const [old, next] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const both = Math.min(old.length, next.length);
  const changed = old.slice(0, both).flatMap((value, i) => differences(value, next[i], `${path}/${start + i}`));
  const first = start + both;
  // From the last to the first: each removal moves what is behind it.
  const removed = old.slice(both).map((_, i): JsonPatchOperation => ({ op: 'remove', path: `${path}/${first + i}` }));
  const added = next.slice(both).map((value, i): JsonPatchOperation => {
    return { op: 'add', path: `${path}/${first + i}`, value };
  });
  return [...changed, ...removed.toReversed(), ...added];
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
