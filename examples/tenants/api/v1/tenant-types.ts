/**
 * +groupName=tenancy.example.com
 * +versionName=v1
 */
import type { Condition, int32, KubernetesList, KubernetesObject, Quantity } from '@kubewright/apimachinery';

/** PlanSpec says what a tenant of this plan may use, in each of its namespaces. */
export interface PlanSpec {
  /** The limits of the ResourceQuota, such as `pods: 10`. */
  readonly hard: Record<string, Quantity>;
}

/** PlanStatus says who is on the plan. */
export interface PlanStatus {
  /** How many tenants are on it. */
  readonly tenants: int32;
}

/**
 * Plan is what tenants can be on.
 * +kubebuilder:object:root=true
 * +kubebuilder:subresource:status
 * +kubebuilder:resource:scope=Cluster
 * +kubebuilder:printcolumn:name="Tenants",type=integer,JSONPath=`.status.tenants`
 */
export interface Plan extends KubernetesObject {
  readonly spec: PlanSpec;
  readonly status?: PlanStatus;
}

/**
 * PlanList is a list of Plans.
 * +kubebuilder:object:root=true
 */
export type PlanList = KubernetesList<Plan>;

/** TenantSpec says what a tenant has. */
export interface TenantSpec {
  /**
   * The name of a Plan.
   * +kubebuilder:validation:MinLength=1
   */
  readonly plan: string;

  /**
   * The namespaces that are the tenant's own.
   * +listType=set
   * +kubebuilder:validation:MaxItems=20
   */
  readonly namespaces: readonly string[];
}

/** TenantStatus says whether the tenant has it. */
export interface TenantStatus {
  /**
   * Ready: the namespaces and their quotas are there.
   * +listType=map
   * +listMapKey=type
   */
  readonly conditions?: readonly Condition[];
}

/**
 * Tenant is somebody with namespaces of their own.
 * +kubebuilder:object:root=true
 * +kubebuilder:subresource:status
 * +kubebuilder:resource:scope=Cluster
 * +kubebuilder:printcolumn:name="Plan",type=string,JSONPath=`.spec.plan`
 * +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
 */
export interface Tenant extends KubernetesObject {
  readonly spec: TenantSpec;
  readonly status?: TenantStatus;
}

/**
 * TenantList is a list of Tenants.
 * +kubebuilder:object:root=true
 */
export type TenantList = KubernetesList<Tenant>;
