/* eslint-disable @typescript-eslint/no-unused-vars -- only the type is used */
/**
 * +groupName=enum-constants.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface EnumConstants extends KubernetesObject {
  readonly spec?: EnumConstantsSpec;
}

export const Mode = { slow: 'slow', fast: 'fast' } as const;
/** +k8s:enum */
export type Mode = (typeof Mode)[keyof typeof Mode];

const PROTOCOLS = ['TCP', 'SCTP'] as const;
/** +k8s:enum */
export type Protocol = (typeof PROTOCOLS)[number];

export interface EnumConstantsSpec {
  /** +k8s:required */
  readonly mode: Mode;
  readonly protocol?: Protocol;
}
