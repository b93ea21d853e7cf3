import type { ApplyConfigurationOf, int32, Kind, KubernetesObject, Stored } from '@kubewright/apimachinery';
import type { ApplyOptions, Client, GetOptions, ObjectKey, WriteOptions } from './client.ts';
import type { Patch } from './patch.ts';

/** How many of something there are, whatever it is. Source: `autoscalingv1.Scale`. */
export interface Scale extends KubernetesObject {
  readonly spec?: {
    /** How many there shall be. The server leaves 0 out. */
    readonly replicas?: int32;
  };
  readonly status?: {
    readonly replicas: int32;
    /** Of the pods that are counted, in the text form of `kubectl -l`. */
    readonly selector?: string;
  };
}

/** The scale subresource of one kind. Source: `scale.ScaleInterface`. */
export interface ScaleClient {
  get(key: ObjectKey, options?: GetOptions): Promise<Stored<Scale>>;
  /** With `metadata.resourceVersion` set, a newer object on the server is an `ApiError` `Conflict`. */
  update(scale: Scale, options?: WriteOptions): Promise<Stored<Scale>>;
  patch(key: ObjectKey, patch: Patch, options?: WriteOptions): Promise<Stored<Scale>>;
  apply(configuration: ApplyConfigurationOf<Scale>, options?: ApplyOptions): Promise<Stored<Scale>>;
}

const SCALE = { apiVersion: 'autoscaling/v1', kind: 'Scale' };

/** Reads and writes the scale of objects of a kind, which must serve the subresource. Nothing is cached. */
export function scaleOf(client: Pick<Client, 'subresource'>, kind: Kind): ScaleClient {
  const subresource = client.subresource('scale');
  // The path is the kind's, what travels is a Scale.
  const scaled = kind as Kind<Scale>;
  return {
    get: async (key, options) => await subresource.get(scaled, key, options),
    update: async (scale, options) => await subresource.update(scaled, { ...scale, ...SCALE }, options),
    patch: async (key, patch, options) => await subresource.patch(scaled, key, patch, options),
    apply: async (configuration, options) => await subresource.apply(scaled, { ...configuration, ...SCALE }, options),
  };
}
