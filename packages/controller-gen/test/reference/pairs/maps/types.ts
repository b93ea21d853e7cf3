/* eslint-disable @typescript-eslint/consistent-indexed-object-style -- the forms are compared */
/**
 * +groupName=maps.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface Maps extends KubernetesObject {
  readonly spec?: MapsSpec;
}

/** Name is what keys are called. */
export type Name = string;

/**
 * Settings are a named map.
 * +kubebuilder:validation:MaxProperties=9
 * +mapType=atomic
 */
export type Settings = { readonly [name: string]: string };

export interface MapsSpec {
  /**
   * +kubebuilder:validation:MinProperties=1
   * +kubebuilder:validation:MaxProperties=10
   * +mapType=granular
   */
  readonly labels: Record<string, string>;
  readonly named: Record<Name, int32>;
  readonly lists: { [name: string]: string[] };
  readonly deep: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly structs: Record<string, Inner>;
  readonly settings: Settings;
  /**
   * +kubebuilder:validation:items:MinProperties=1
   * +kubebuilder:validation:items:MaxProperties=2
   */
  readonly each: Record<string, string>[];
}

export interface Inner {
  /** Value of it. */
  readonly value: string;
}
