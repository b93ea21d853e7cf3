import type { Kind, KubernetesObject } from '@kubewright/apimachinery';

/** Who somebody is. Source: `authenticationv1.UserInfo`. */
export interface TokenUser {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface TokenReview extends KubernetesObject {
  readonly spec: { readonly token: string };
  readonly status?: { readonly authenticated?: boolean; readonly user?: TokenUser; readonly error?: string };
}

export interface SubjectAccessReview extends KubernetesObject {
  readonly spec: {
    readonly user?: string;
    readonly uid?: string;
    readonly groups?: readonly string[];
    readonly extra?: Readonly<Record<string, readonly string[]>>;
    readonly nonResourceAttributes: { readonly path: string; readonly verb: string };
  };
  readonly status?: { readonly allowed: boolean; readonly reason?: string };
}

const CLUSTER = { version: 'v1', scope: 'Cluster', subresources: [] } as const;

export const TOKEN_REVIEW: Kind<TokenReview> = {
  ...CLUSTER,
  group: 'authentication.k8s.io',
  kind: 'TokenReview',
  plural: 'tokenreviews',
  singular: 'tokenreview',
  listKind: 'TokenReviewList',
};

export const SUBJECT_ACCESS_REVIEW: Kind<SubjectAccessReview> = {
  ...CLUSTER,
  group: 'authorization.k8s.io',
  kind: 'SubjectAccessReview',
  plural: 'subjectaccessreviews',
  singular: 'subjectaccessreview',
  listKind: 'SubjectAccessReviewList',
};
