import { viewOf, type Kind, type KubernetesObject } from '@kubewright/apimachinery';

/** Plain JSON last: what answers without conversion is cut down here. Source: client-go's metadata client. */
const accept = (as: string): string => `application/json;as=${as};g=meta.k8s.io;v=v1,application/json`;
const METADATA = accept('PartialObjectMetadata');
const METADATA_LIST = accept('PartialObjectMetadataList');

/** What to ask for; `undefined`: whole objects. */
export const acceptObject = ({ view }: Kind): string | undefined => (view?.type === 'metadata' ? METADATA : undefined);
export const acceptList = ({ view }: Kind): string | undefined =>
  view?.type === 'metadata' ? METADATA_LIST : undefined;

/** @throws TypeError for a part of an object: what it leaves out would be lost. */
export function requireWhole(kind: Pick<Kind, 'kind' | 'view'>, object: KubernetesObject): void {
  const view = kind.view?.type ?? viewOf(object);
  if (view === undefined) return;
  const { name = '' } = object.metadata;
  throw new TypeError(
    view === 'metadata'
      ? `${kind.kind} "${name}" is metadata alone and cannot be written: patch it, or use the kind itself`
      : `${kind.kind} "${name}" is a projection and cannot be written: use the kind itself`,
  );
}

/** @throws TypeError for a projection, whose answer would not show what was patched. */
export function requirePatchable({ kind, view }: Kind): void {
  if (view?.type === 'projection') {
    throw new TypeError(`a projection of ${kind} cannot be patched: use the kind itself`);
  }
}
