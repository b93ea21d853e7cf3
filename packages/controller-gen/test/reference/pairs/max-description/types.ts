/**
 * +groupName=max-description.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface MaxDescription extends KubernetesObject {
  readonly spec?: MaxDescriptionSpec;
}

/** MaxDescriptionSpec is described. In two sentences. */
export interface MaxDescriptionSpec {
  /** This is short. */
  readonly short: string;
  /** A sentence that ends. Another one that is cut off because it is too long. */
  readonly cut: string;
  /** one long run of words without any end of a sentence in it at all so a word is cut */
  readonly words: string;
  /** aVeryLongWordThatHasNoSpaceInItAndIsLongerThanTheLimitAllows */
  readonly word: string;
}
