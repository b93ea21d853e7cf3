/** One operation of an RFC 6902 JSON patch. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** What to change, and in which of the API server's patch formats. For server-side apply see `Writer.apply`. Source: `client.Patch`. */
export type Patch =
  | { readonly type: 'json'; readonly operations: readonly JsonPatchOperation[] }
  | { readonly type: 'merge'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly type: 'strategic'; readonly body: Readonly<Record<string, unknown>> };

/** An RFC 6902 patch: all operations or none; a `test` that fails is an `ApiError` `Invalid`. */
export const jsonPatch = (...operations: readonly JsonPatchOperation[]): Patch => ({ type: 'json', operations });

/** An RFC 7386 merge patch: `null` removes a field, lists are replaced whole. */
export const mergePatch = (body: Readonly<Record<string, unknown>>): Patch => ({ type: 'merge', body });

/** One step of a JSON pointer (RFC 6901), escaped. */
export const pointerSegment = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
