/**
 * +groupName=inline-objects.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface InlineObjects extends KubernetesObject {
  readonly spec?: InlineObjectsSpec;
}

export interface InlineObjectsSpec {
  readonly endpoint: {
    /** Host of it. */
    readonly host: string;
    /** +kubebuilder:default=80 */
    readonly port?: int32;
    readonly tls?: { readonly secret: string };
  };
  readonly ports: { readonly number: int32 }[];
  readonly byName: Record<string, { readonly number: int32 }>;
}
