/**
 * +groupName=embedded-metadata.example.com
 * +versionName=v1
 */
import type { KubernetesObject, ObjectMeta } from '@kubewright/apimachinery';

export interface EmbeddedMetadata extends KubernetesObject {
  readonly spec?: EmbeddedMetadataSpec;
}

export interface EmbeddedMetadataSpec {
  readonly template: Template;
}

export interface Template {
  /** Metadata of what is made. */
  readonly metadata?: ObjectMeta;
  readonly text: string;
}
