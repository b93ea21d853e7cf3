/**
 * +groupName=routing-like.example.com
 * +versionName=v1alpha3
 */
import type { int32, int64, KubernetesObject } from '@kubewright/apimachinery';

/**
 * RoutingLike sends requests to where they belong.
 * +kubebuilder:resource:singular=route,path=routinglikes,scope=Namespaced,shortName={rt,rts},categories={mesh,all}
 * +kubebuilder:deprecatedversion:warning="routing-like.example.com/v1alpha3 goes; use v1"
 * +kubebuilder:printcolumn:name="Hosts",type=string,JSONPath=`.spec.hosts`,description="Who is called"
 * +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
 */
export interface RoutingLike extends KubernetesObject {
  readonly spec?: RoutingLikeSpec;
}

export interface RoutingLikeSpec {
  /**
   * Hosts that are called.
   * +kubebuilder:validation:MinItems=1
   * +kubebuilder:validation:items:XValidation:message="no wildcard but at the start",rule="!self.contains('*') || self.startsWith('*')"
   * +kubebuilder:validation:MaxItems=64
   * +kubebuilder:validation:items:MaxLength=253
   */
  readonly hosts: readonly string[];
  /** +listType=set */
  readonly gateways?: readonly string[];
  /** @maxItems 16 */
  readonly http?: readonly HTTPRoute[];
  readonly tls?: readonly {
    /** @minItems 1 */
    readonly match: readonly TLSMatch[];
    readonly route?: readonly Weighted[];
  }[];
  readonly exportTo?: readonly string[];
}

/**
 * HTTPRoute is one of redirect and route.
 * +kubebuilder:validation:AtMostOneOf=redirect;route
 */
export interface HTTPRoute {
  readonly name?: string;
  readonly match?: readonly HTTPMatch[];
  readonly route?: readonly Weighted[];
  readonly redirect?: Redirect;
  /**
   * +kubebuilder:validation:XValidation:message="must be a valid duration greater than 1ms",rule="duration(self) >= duration('1ms')"
   * +kubebuilder:validation:MaxLength=16
   */
  readonly timeout?: string;
  readonly retries?: Retries;
  readonly fault?: Fault;
  readonly mirrors?: readonly Mirror[];
  readonly corsPolicy?: CorsPolicy;
  readonly headers?: Headers;
}

/**
 * StringMatch is exact, a prefix or an expression.
 * +kubebuilder:validation:ExactlyOneOf=exact;prefix;regex
 */
export interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  /**
   * Regex in the style of RE2.
   * @maxLength 1024
   */
  readonly regex?: string;
}

export interface HTTPMatch {
  readonly uri?: StringMatch;
  readonly method?: StringMatch;
  readonly headers?: Record<string, StringMatch>;
  /** @maximum 4294967295 */
  readonly port?: int64;
  readonly sourceLabels?: Record<string, string>;
  readonly queryParams?: Record<string, StringMatch>;
  readonly ignoreUriCase?: boolean;
}

export interface TLSMatch {
  /** @minItems 1 */
  readonly sniHosts: readonly string[];
  readonly port?: Port;
}

/**
 * Port from 1.
 * +kubebuilder:validation:Minimum=1
 * +kubebuilder:validation:Maximum=65535
 * +kubebuilder:validation:ExclusiveMaximum=false
 */
export type Port = int32;

export interface Target {
  readonly host: string;
  readonly subset?: string;
  readonly port?: { readonly number?: Port };
}

export interface Weighted {
  readonly destination: Target;
  /**
   * @minimum 0
   * @maximum 100
   * @default 100
   */
  readonly weight?: int32;
  readonly headers?: Headers;
}

/** Mirror sends a copy. */
export interface Mirror {
  readonly destination: Target;
  readonly percentage?: Percent;
}

/**
 * Percent of all.
 * +kubebuilder:validation:Format=double
 * +kubebuilder:validation:Type=number
 */
export type Percent = string;

/**
 * RedirectCode is one of three.
 * +kubebuilder:validation:Enum=301;302;308
 */
export type RedirectCode = int32;

export interface Redirect {
  readonly uri?: string;
  readonly redirectCode?: RedirectCode;
}

export interface Retries {
  readonly attempts: int32;
  /**
   * RetryOn lists conditions:
   *   - `5xx`
   *   - "gateway-error"
   *   - reset, #1 of all: the usual
   */
  readonly retryOn?: string;
  readonly retryRemoteLocalities?: boolean | null;
}

export interface Fault {
  readonly delay?: { readonly percentage?: Percent; readonly fixedDelay: string };
  /** +kubebuilder:validation:XValidation:rule="[has(self.httpStatus), has(self.grpcStatus)].exists_one(x, x)" */
  readonly abort?: {
    /**
     * +kubebuilder:validation:Minimum=200
     * +kubebuilder:validation:Maximum=600
     * +kubebuilder:validation:ExclusiveMaximum=true
     */
    readonly httpStatus?: int32;
    readonly grpcStatus?: string;
  };
}

export interface CorsPolicy {
  readonly allowOrigins?: readonly StringMatch[];
  readonly allowMethods?: readonly ('GET' | 'PUT' | 'POST' | 'DELETE')[];
  /** @default "24h" */
  readonly maxAge?: string;
  readonly allowCredentials?: boolean;
}

export interface Headers {
  readonly request?: HeaderOperations;
  readonly response?: HeaderOperations;
}

export interface HeaderOperations {
  readonly set?: Record<string, string>;
  readonly add?: Record<string, string>;
  readonly remove?: readonly string[];
}
