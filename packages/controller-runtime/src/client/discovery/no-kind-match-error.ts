import { apiVersionOf, type Kind } from '@kubewright/apimachinery';

/** The server does not serve a kind: most often its CustomResourceDefinition is not installed. Source: `meta.NoKindMatchError`. */
export class NoKindMatchError extends Error {
  override readonly name = 'NoKindMatchError';
  readonly kind: Kind;

  constructor(kind: Kind, options?: ErrorOptions) {
    const served = `no matches for kind "${kind.kind}" in version "${apiVersionOf(kind)}"`;
    // Only custom resources have a group with a dot that is not Kubernetes' own.
    const custom = kind.group.includes('.') && !kind.group.endsWith('.k8s.io');
    super(
      custom
        ? `${served}: install its CustomResourceDefinition (see \`kubectl get crd ${kind.plural}.${kind.group}\`)`
        : `${served}: this API server does not serve it`,
      options,
    );
    this.kind = kind;
  }
}
