import { equalJson, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import { mergePatch, type Patch } from './patch.ts';

export interface MergePatchOptions {
  /** Apply to this very state of the object only; to any other the answer is an `ApiError` `Conflict`. @defaultValue false */
  readonly optimisticLock?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The merge patch that makes `after` of `before`; `undefined` when nothing changes. Lists that differ are replaced whole: use
 * `optimisticLock` where somebody else may change the same list. Source: `client.MergeFrom`, `client.MergeFromWithOptimisticLock`.
 */
export function mergePatchFrom<T extends KubernetesObject>(
  before: Stored<T>,
  after: T,
  { optimisticLock = false }: MergePatchOptions = {},
): Patch | undefined {
  const body = difference(before as unknown as Fields, after as unknown as Fields);
  if (body === undefined) return undefined;
  if (!optimisticLock) return mergePatch(body);
  const { resourceVersion } = before.metadata;
  return mergePatch({ ...body, metadata: { ...(body['metadata'] as Fields | undefined), resourceVersion } });
}

/** What an RFC 7386 patch has to say. */
function difference(before: Fields, after: Fields): Fields | undefined {
  const changed: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, wanted] = [before[name], after[name]];
    if (equalJson(old, wanted)) continue;
    if (wanted === undefined) changed[name] = null;
    else if (isFields(old) && isFields(wanted)) changed[name] = difference(old, wanted);
    else changed[name] = wanted;
  }
  return Object.keys(changed).length === 0 ? undefined : changed;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
