/**
 * A kind with every way in which values are merged and defaulted, for the tests of the generated code.
 * +kubebuilder:ac:generate=true
 * +groupName=generated.example.com
 * +versionName=v1
 */
import type { Condition, int32, KubernetesObject } from '@kubewright/apimachinery';

/**
 * Database is one database.
 * +kubebuilder:subresource:status
 */
export interface Database extends KubernetesObject {
  readonly spec: DatabaseSpec;
  /** +kubebuilder:default={phase: "Pending"} */
  readonly status?: DatabaseStatus;
}

export interface DatabaseSpec {
  readonly image: string;
  /** +kubebuilder:default=3 */
  readonly instances?: int32;
  /** Without a default of its own: nothing inside is filled in unless it is there. */
  readonly storage?: Storage;
  /**
   * Backups are made unless it is left out.
   * +kubebuilder:default={}
   */
  readonly backup?: Backup;
  /**
   * +listType=map
   * +listMapKey=name
   */
  readonly roles?: readonly Role[];
  /**
   * +listType=map
   * +listMapKey=number
   * +listMapKey=protocol
   */
  readonly ports?: readonly Port[];
  /** +listType=set */
  readonly extensions?: readonly string[];
  readonly mounts?: readonly Mount[];
  readonly pools?: Readonly<Record<string, Pool>>;
  /** +structType=atomic */
  readonly window?: Window;
  /**
   * +nullable
   * +kubebuilder:default="standard"
   */
  readonly class?: string | null;
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
  /** +kubebuilder:skip */
  readonly comment?: string;
}

export interface Storage {
  /** +kubebuilder:default="1Gi" */
  readonly size?: string;
  readonly class?: string;
}

export interface Backup {
  /** +kubebuilder:default="0 3 * * *" */
  readonly schedule?: string;
  readonly bucket?: string;
}

export interface Role {
  readonly name: string;
  /** +kubebuilder:default=true */
  readonly login?: boolean;
  readonly memberOf?: readonly string[];
}

export interface Port {
  readonly number: int32;
  /** +kubebuilder:default="TCP" */
  readonly protocol?: 'TCP' | 'UDP';
  readonly text?: string;
}

export interface Mount {
  readonly path: string;
  /** +kubebuilder:default={"ro", "it's"} */
  readonly options?: readonly string[];
}

export interface Pool {
  /** +kubebuilder:default="transaction" */
  readonly mode?: 'session' | 'transaction';
  readonly size?: int32;
}

export interface Window {
  readonly from: string;
  readonly to: string;
}

export interface DatabaseStatus {
  readonly phase?: string;
  /** +kubebuilder:default=-1 */
  readonly observedGeneration?: int32;
  /**
   * +listType=map
   * +listMapKey=type
   */
  readonly conditions?: readonly Condition[];
}
