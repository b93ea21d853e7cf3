import { apiVersionOf, type Kind, type KubernetesObject } from '@kubewright/apimachinery';

/** An object of a review is not what the webhook is for. */
export class AdmissionDecodeError extends Error {
  override readonly name = 'AdmissionDecodeError';
}

/**
 * The object of a review as one of `kind`. Its fields are as the API server checked them against the schema: the types of
 * TypeScript are gone at run time. Throws an {@link AdmissionDecodeError} when it is missing or of another kind.
 * Source: `admission.Decoder`.
 */
export function decodeObject<T extends KubernetesObject>(kind: Kind<T>, value: unknown): T {
  if (value === undefined || value === null) throw new AdmissionDecodeError('there is no content to decode');
  const { apiVersion, kind: name, metadata } = value as Partial<KubernetesObject>;
  if (typeof metadata !== 'object') throw new AdmissionDecodeError('the object has no metadata');
  if (apiVersion !== apiVersionOf(kind) || name !== kind.kind) {
    const got = `${String(name)} (${String(apiVersion)})`;
    throw new AdmissionDecodeError(`want ${kind.kind} (${apiVersionOf(kind)}), got ${got}`);
  }
  return value as T;
}
