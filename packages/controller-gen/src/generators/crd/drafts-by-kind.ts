import type { GeneratorContext } from '../generator.ts';
import type { VersionedKind } from '../kinds.ts';
import { assembleCrd } from './assemble.ts';
import type { CrdDraft } from './crd-draft.ts';
import { versionedKinds } from './generator.ts';

const keyOf = ({ kind, groupVersion }: VersionedKind): string => `${kind}.${groupVersion.group}`;

/**
 * The CRD that a kind belongs to, without its schemas. Names and scope hold for all versions of a kind, whichever version's
 * type says them.
 */
export function draftsByKind(context: GeneratorContext): (kind: VersionedKind) => CrdDraft | undefined {
  const groups = Map.groupBy(versionedKinds(context), keyOf);
  const drafts = new Map([...groups].map(([key, kinds]) => [key, assembleCrd(kinds, () => ({}), context)]));
  return (kind) => drafts.get(keyOf(kind));
}
