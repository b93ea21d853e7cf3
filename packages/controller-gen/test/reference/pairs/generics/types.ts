/**
 * +groupName=generics.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface Generics extends KubernetesObject {
  readonly spec?: GenericsSpec;
}

export interface Ref<T = string> {
  readonly name: string;
  /** Value of it. */
  readonly value?: T;
}

export interface Port {
  readonly number: int32;
}

export interface GenericsSpec {
  readonly text: Ref;
  readonly port: Ref<Port>;
  readonly ports: readonly Ref<Port>[];
  readonly box: Box<Port>;
}

interface Box<T> {
  readonly inner: Ref<T>;
  readonly all: readonly T[];
}
