/**
 * +groupName=topology.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface Topology extends KubernetesObject {
  readonly spec?: TopologySpec;
}

export interface Item {
  readonly name: string;
  /** +kubebuilder:default="TCP" */
  readonly protocol?: string;
}

/** +structType=atomic */
export interface Atomic {
  readonly a?: string;
}

export interface TopologySpec {
  /**
   * +listType=map
   * +listMapKey=name
   * +listMapKey=protocol
   */
  readonly items: Item[];
  /**
   * +k8s:listType=map
   * +k8s:listMapKey=name
   * +listMapKey=name
   */
  readonly aliased: Item[];
  /** +listType=set */
  readonly set: string[];
  /** +listType=atomic */
  readonly atomicList: string[];
  /** +mapType=atomic */
  readonly atomicMap: Record<string, string>;
  /** +structType=granular */
  readonly struct: Item;
  readonly atomic: Atomic;
  /** +structType=granular */
  readonly mixed: Atomic;
}
