// +groupName=routing-like.example.com
// +versionName=v1alpha3
package v1alpha3

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// RoutingLike sends requests to where they belong.
// +kubebuilder:resource:singular=route,path=routinglikes,scope=Namespaced,shortName={rt,rts},categories={mesh,all}
// +kubebuilder:deprecatedversion:warning="routing-like.example.com/v1alpha3 goes; use v1"
// +kubebuilder:printcolumn:name="Hosts",type=string,JSONPath=`.spec.hosts`,description="Who is called"
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
type RoutingLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// +optional
	Spec RoutingLikeSpec `json:"spec,omitzero"`
}

type RoutingLikeSpec struct {
	// Hosts that are called.
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:items:XValidation:message="no wildcard but at the start",rule="!self.contains('*') || self.startsWith('*')"
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=253
	Hosts []string `json:"hosts"`
	// +listType=set
	Gateways []string `json:"gateways,omitempty"`
	// +kubebuilder:validation:MaxItems=16
	HTTP     []HTTPRoute `json:"http,omitempty"`
	TLS      []TLSPart   `json:"tls,omitempty"`
	ExportTo []string    `json:"exportTo,omitempty"`
}

// HTTPRoute is one of redirect and route.
// +kubebuilder:validation:AtMostOneOf=redirect;route
type HTTPRoute struct {
	Name     string      `json:"name,omitempty"`
	Match    []HTTPMatch `json:"match,omitempty"`
	Route    []Weighted  `json:"route,omitempty"`
	Redirect *Redirect   `json:"redirect,omitempty"`
	// +kubebuilder:validation:XValidation:message="must be a valid duration greater than 1ms",rule="duration(self) >= duration('1ms')"
	// +kubebuilder:validation:MaxLength=16
	Timeout string      `json:"timeout,omitempty"`
	Retries *Retries    `json:"retries,omitempty"`
	Fault   *Fault      `json:"fault,omitempty"`
	Mirrors []Mirror    `json:"mirrors,omitempty"`
	CORS    *CorsPolicy `json:"corsPolicy,omitempty"`
	Headers *Headers    `json:"headers,omitempty"`
}

// StringMatch is exact, a prefix or an expression.
// +kubebuilder:validation:ExactlyOneOf=exact;prefix;regex
type StringMatch struct {
	Exact  *string `json:"exact,omitempty"`
	Prefix *string `json:"prefix,omitempty"`
	// Regex in the style of RE2.
	// +kubebuilder:validation:MaxLength=1024
	Regex *string `json:"regex,omitempty"`
}

type HTTPMatch struct {
	URI     *StringMatch           `json:"uri,omitempty"`
	Method  *StringMatch           `json:"method,omitempty"`
	Headers map[string]StringMatch `json:"headers,omitempty"`
	// +kubebuilder:validation:Maximum=4294967295
	Port          *int64                  `json:"port,omitempty"`
	SourceLabels  map[string]string       `json:"sourceLabels,omitempty"`
	QueryParams   map[string]*StringMatch `json:"queryParams,omitempty"`
	IgnoreURICase bool                    `json:"ignoreUriCase,omitempty"`
}

type TLSMatch struct {
	// +kubebuilder:validation:MinItems=1
	SniHosts []string `json:"sniHosts"`
	Port     *Port    `json:"port,omitempty"`
}

// Port from 1.
// +kubebuilder:validation:Minimum=1
// +kubebuilder:validation:Maximum=65535
// +kubebuilder:validation:ExclusiveMaximum=false
type Port int32

type Target struct {
	// +required
	Host   string   `json:"host,omitempty"`
	Subset string   `json:"subset,omitempty"`
	Port   PortPart `json:"port,omitzero"`
}

type Weighted struct {
	Destination Target `json:"destination"`
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=100
	// +kubebuilder:default=100
	Weight  int32    `json:"weight,omitempty"`
	Headers *Headers `json:"headers,omitempty"`
}

// Mirror sends a copy.
type Mirror struct {
	Destination Target   `json:"destination"`
	Percentage  *Percent `json:"percentage,omitempty"`
}

// Percent of all.
// +kubebuilder:validation:Format=double
// +kubebuilder:validation:Type=number
type Percent string

// RedirectCode is one of three.
// +kubebuilder:validation:Enum=301;302;308
type RedirectCode int32

type Redirect struct {
	URI          string       `json:"uri,omitempty"`
	RedirectCode RedirectCode `json:"redirectCode,omitempty"`
}

type Retries struct {
	Attempts int32 `json:"attempts"`
	// RetryOn lists conditions:
	//   - `5xx`
	//   - "gateway-error"
	//   - reset, #1 of all: the usual
	RetryOn string `json:"retryOn,omitempty"`
	// +nullable
	RetryRemoteLocalities *bool `json:"retryRemoteLocalities,omitempty"`
}

type Fault struct {
	Delay *DelayPart `json:"delay,omitempty"`
	// +kubebuilder:validation:XValidation:rule="[has(self.httpStatus), has(self.grpcStatus)].exists_one(x, x)"
	Abort *AbortPart `json:"abort,omitempty"`
}

type CorsPolicy struct {
	AllowOrigins []StringMatch `json:"allowOrigins,omitempty"`
	AllowMethods []Method      `json:"allowMethods,omitempty"`
	// +kubebuilder:default="24h"
	MaxAge           string `json:"maxAge,omitempty"`
	AllowCredentials *bool  `json:"allowCredentials,omitempty"`
}

// +kubebuilder:validation:Enum=GET;PUT;POST;DELETE
type Method string

type Headers struct {
	Request  *HeaderOperations `json:"request,omitempty"`
	Response *HeaderOperations `json:"response,omitempty"`
}

type HeaderOperations struct {
	Set    map[string]string `json:"set,omitempty"`
	Add    map[string]string `json:"add,omitempty"`
	Remove []string          `json:"remove,omitempty"`
}

type TLSPart struct {
	// +kubebuilder:validation:MinItems=1
	Match []TLSMatch `json:"match"`
	Route []Weighted `json:"route,omitempty"`
}

type PortPart struct {
	Number *Port `json:"number,omitempty"`
}

type DelayPart struct {
	Percentage *Percent `json:"percentage,omitempty"`
	FixedDelay string   `json:"fixedDelay"`
}

type AbortPart struct {
	// +kubebuilder:validation:Minimum=200
	// +kubebuilder:validation:Maximum=600
	// +kubebuilder:validation:ExclusiveMaximum=true
	HTTPStatus *int32  `json:"httpStatus,omitempty"`
	GRPCStatus *string `json:"grpcStatus,omitempty"`
}
