import type { KubernetesObject, ObjectMeta } from '@kubewright/apimachinery';
import type { Logger } from '../../log/index.ts';

export interface ConversionContext {
  /** Aborts when the API server does not wait any more. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Converts the objects of one kind between its versions. Source: `conversion.Converter`. */
export interface Converter {
  readonly group: string;
  readonly kind: string;
  /**
   * The object in another version, `group/version`. Throws what the user is to read when that cannot be.
   * Name, namespace, uid and the rest of the metadata must stay as they are, labels and annotations apart.
   */
  convert(object: KubernetesObject, apiVersion: string, context: ConversionContext): Promise<KubernetesObject>;
}

/**
 * An object as a conversion function returns it: version, kind and metadata are those of the object that it was given.
 * With `metadata`, labels and annotations are replaced: the place for what one version knows and the other does not.
 */
export type Converted<T extends KubernetesObject> = Omit<T, keyof KubernetesObject> & {
  readonly metadata?: Pick<ObjectMeta, 'labels' | 'annotations'>;
};
