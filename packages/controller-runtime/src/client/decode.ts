import {
  apiVersionOf,
  asSeen,
  type Kind,
  type KubernetesObject,
  type ListMeta,
  type Stored,
  type StoredMeta,
} from '@kubewright/apimachinery';
import type { StoredList } from './client.ts';

/** The server answered 2xx, but not with what was asked for: a proxy's page, or a cut-off body. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

/** @throws DecodeError, which does not quote the text: it may hold a Secret. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DecodeError(`${what}: the answer is no JSON (${text.length} characters)`);
  }
}

export function decodeObject<T extends KubernetesObject>(kind: Kind<T>, text: string): Stored<T> {
  return asObject(kind, parseJson(text, kind.kind));
}

/**
 * Checks that a decoded value is an object with metadata, fills in `apiVersion` and `kind`, which the server leaves out in
 * lists, and leaves what the kind sees of it. The value is ours alone, so that it may be completed in place: no copy of a
 * large list is made.
 */
export function asObject<T extends KubernetesObject>(kind: Kind<T>, value: unknown): Stored<T> {
  metadataOf(kind, value);
  const object = value as { apiVersion?: string; kind?: string };
  // Where metadata alone was asked for, the server says that it is a PartialObjectMetadata.
  if (object.apiVersion === undefined || kind.view?.type === 'metadata') object.apiVersion = apiVersionOf(kind);
  if (object.kind === undefined || kind.view?.type === 'metadata') object.kind = kind.kind;
  return asSeen(kind, object as Stored<KubernetesObject>);
}

/** @throws DecodeError for a value that is no object with metadata. */
export function metadataOf(kind: Kind, value: unknown): StoredMeta {
  const object = value as { readonly metadata?: unknown } | null;
  if (typeof object !== 'object' || typeof object?.metadata !== 'object' || object.metadata === null) {
    throw new DecodeError(`${kind.kind}: the answer is no object with metadata`);
  }
  return object.metadata as StoredMeta;
}

export function decodeList<T extends KubernetesObject>(kind: Kind<T>, text: string): StoredList<T> {
  const list = parseJson(text, kind.listKind) as { readonly metadata?: ListMeta; readonly items?: unknown } | null;
  if (typeof list !== 'object' || list === null || typeof list.metadata !== 'object') {
    throw new DecodeError(`${kind.listKind}: the answer is no list`);
  }
  // Go writes an empty list of some kinds as null.
  const items: unknown = list.items ?? [];
  if (!Array.isArray(items)) throw new DecodeError(`${kind.listKind}: items is no list`);
  for (const [index, item] of items.entries()) items[index] = asObject(kind, item);
  return { metadata: list.metadata, items: items as Stored<T>[] };
}
