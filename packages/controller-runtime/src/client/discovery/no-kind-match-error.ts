import { apiVersionOf, type GroupVersionKind, type Kind } from '@kubewright/apimachinery';

/** The server does not serve a kind: most often its CustomResourceDefinition is not installed. Source: `meta.NoKindMatchError`. */
export class NoKindMatchError extends Error {
  override readonly name = 'NoKindMatchError';
  readonly kind: GroupVersionKind;

  /** @param kind With an empty version: no version of it is served. */
  constructor(kind: GroupVersionKind & Partial<Pick<Kind, 'plural'>>, options?: ErrorOptions) {
    const served =
      kind.version === ''
        ? `no matches for kind "${kind.kind}" in group "${kind.group}"`
        : `no matches for kind "${kind.kind}" in version "${apiVersionOf(kind)}"`;
    super(`${served}: ${explain(kind, options?.cause)}`, options);
    this.kind = kind;
  }
}

function explain({ group, plural }: GroupVersionKind & Partial<Pick<Kind, 'plural'>>, cause: unknown): string {
  if (cause instanceof Error) return `this API server could not tell what it serves there (${cause.message})`;
  // Only custom resources have a group with a dot that is not Kubernetes' own.
  if (!group.includes('.') || group.endsWith('.k8s.io')) return 'this API server does not serve it';
  const look =
    plural === undefined ? `kubectl api-resources --api-group=${group}` : `kubectl get crd ${plural}.${group}`;
  return `install its CustomResourceDefinition (see \`${look}\`)`;
}
