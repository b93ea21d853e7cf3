import type { Kind, KubernetesObject } from '@kubewright/apimachinery';

/** Source: `coordinationv1.LeaseSpec`. */
export interface LeaseSpec {
  /** Empty or left out: nobody holds it. */
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  /** `metav1.MicroTime`. */
  readonly acquireTime?: string;
  readonly renewTime?: string;
  /** How often the holder changed. */
  readonly leaseTransitions?: number;
}

/** Source: `coordinationv1.Lease`. */
export interface Lease extends KubernetesObject {
  readonly spec?: LeaseSpec;
}

export const Lease: Kind<Lease> = Object.freeze({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  listKind: 'LeaseList',
  scope: 'Namespaced',
  subresources: [],
});
