/**
 * +groupName=postgres-cluster-like.example.com
 * +versionName=v1
 */
import type { int, int32, int64, IntOrString, KubernetesObject, Quantity, Time } from '@kubewright/apimachinery';
import type {
  Affinity,
  EnvVar,
  LocalObjectReference,
  PersistentVolumeClaimSpec,
  ProjectedVolumeSource,
  ResourceRequirements,
  SecretKeySelector,
} from '@kubewright/apimachinery/core';

export interface PostgresClusterLike extends KubernetesObject {
  readonly spec?: PostgresClusterLikeSpec;
}

/**
 * PostgresClusterLikeSpec is a cluster of database servers.
 */
export interface PostgresClusterLikeSpec {
  /**
   * +kubebuilder:validation:Minimum=1
   * +kubebuilder:default:=1
   */
  readonly instances: int;
  readonly imageName?: string;
  readonly postgresql?: Configuration;
  readonly bootstrap?: Bootstrap;
  readonly storage?: Storage;
  readonly walStorage?: Storage;
  readonly resources?: ResourceRequirements;
  readonly affinity?: Affinity;
  /**
   * +kubebuilder:default:=3600
   */
  readonly stopDelay?: int32;
  readonly backup?: Backup;
  readonly managed?: Managed;
  readonly env?: readonly EnvVar[];
  readonly projectedVolumeTemplate?: ProjectedVolumeSource;
  /**
   * +optional
   * +kubebuilder:validation:Enum=error;warning;info;debug;trace
   * +kubebuilder:default:=info
   */
  readonly logLevel?: string;
  readonly minSync?: IntOrString;
}

export interface Configuration {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly pg_hba?: readonly string[];
  /**
   * +kubebuilder:validation:XValidation:rule="self.number >= 1",message="at least one"
   */
  readonly synchronous?: Synchronous;
  readonly ldap?: LDAP;
}

export interface Synchronous {
  /**
   * +kubebuilder:validation:Enum=any;first
   */
  readonly method: string;
  readonly number: int;
}

/**
 * +kubebuilder:validation:AtMostOneOf=bindAsAuth;bindSearchAuth
 */
export interface LDAP {
  readonly server?: string;
  readonly port?: int;
  readonly bindAsAuth?: BindAsAuth;
  readonly bindSearchAuth?: BindSearchAuth;
}

export interface BindAsAuth {
  readonly prefix?: string;
}

export interface BindSearchAuth {
  readonly baseDN?: string;
  readonly bindPassword?: SecretKeySelector;
}

export interface Bootstrap {
  readonly initdb?: InitDB;
  readonly recovery?: Recovery;
}

export interface InitDB {
  readonly database?: string;
  /**
   * +kubebuilder:validation:Minimum=1
   * +kubebuilder:validation:Maximum=1024
   */
  readonly walSegmentSize?: int;
  readonly postInitSQL?: readonly string[];
  readonly secret?: LocalObjectReference;
}

export interface Recovery {
  readonly source?: string;
  /**
   * When to stop.
   */
  readonly targetTime?: Time;
}

export interface Storage {
  readonly storageClass?: string;
  readonly size?: Quantity;
  /**
   * +optional
   * +kubebuilder:default:=true
   */
  readonly resizeInUseVolumes?: boolean;
  readonly pvcTemplate?: PersistentVolumeClaimSpec;
}

export interface Backup {
  /**
   * +kubebuilder:validation:Pattern=^[1-9][0-9]*[dwm]$
   */
  readonly retentionPolicy?: string;
  /**
   * +kubebuilder:default:=prefer-standby
   */
  readonly target?: string;
}

export interface Managed {
  /**
   * +listType=map
   * +listMapKey=name
   */
  readonly roles?: readonly Role[];
}

export interface RoleBase {
  /**
   * +kubebuilder:default:="present"
   * +kubebuilder:validation:Enum=present;absent
   */
  readonly ensure?: string;
  /**
   * +kubebuilder:default:=-1
   */
  readonly connectionLimit?: int64;
}

export interface Role extends RoleBase {
  readonly name: string;
  readonly inRoles?: readonly string[];
  readonly validUntil?: Time;
}
