import { isNotFound, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import type { GetOptions, ObjectKey, Reader } from './client.ts';

/** The object; `undefined` if there is none. Rejects as `get` does with anything else. Source: `client.IgnoreNotFound` of a Get. */
export async function getIfExists<T extends KubernetesObject>(
  reader: Pick<Reader, 'get'>,
  kind: Kind<T>,
  key: ObjectKey,
  options?: GetOptions,
): Promise<Stored<T> | undefined> {
  try {
    return await reader.get(kind, key, options);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
