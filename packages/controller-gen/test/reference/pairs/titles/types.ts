/**
 * +groupName=titles.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface Titles extends KubernetesObject {
  readonly spec?: TitlesSpec;
}

/**
 * Named has a title.
 * +kubebuilder:title="A named thing"
 * +kubebuilder:externalDocs:url="https://example.com/named"
 */
export interface Named {
  /** +kubebuilder:title=Single */
  readonly a: string;
}

export interface TitlesSpec {
  /**
   * +kubebuilder:title="The count of it"
   * +kubebuilder:externalDocs:url="https://example.com/count",description="How to count"
   */
  readonly count: int32;
  readonly named: Named;
  /**
   * +kubebuilder:title="Another"
   * +kubebuilder:externalDocs:url="/relative"
   * +kubebuilder:example={a: "x"}
   */
  readonly other: Named;
}
