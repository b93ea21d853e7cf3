// +groupName=rules.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Rules struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec RulesSpec `json:"spec,omitempty"`
}

// Range has a rule of its own.
// +kubebuilder:validation:XValidation:rule="self.min <= self.max",message="min must not be above max"
// +kubebuilder:validation:XValidation:rule="self.min != 13",messageExpression="'not ' + '13'",reason=FieldValueForbidden,fieldPath=".min"
type Range struct {
	Min int32 `json:"min"`
	Max int32 `json:"max"`
}

type RulesSpec struct {
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="cannot change"
	Fixed string `json:"fixed"`
	// +kubebuilder:validation:XValidation:rule="!oldSelf.hasValue() || self.max >= oldSelf.value().max",optionalOldSelf=true,message="cannot shrink",reason="FieldValueInvalid"
	Range Range `json:"range"`
	// +kubebuilder:validation:items:XValidation:rule="self.size() > 0",message="no empty items"
	// +kubebuilder:validation:XValidation:rule=`self.all(x, x.startsWith("a"))`
	// +kubebuilder:validation:MaxItems=5
	// +kubebuilder:validation:items:MaxLength=5
	List []string `json:"list"`
	// +kubebuilder:validation:XValidation:rule="'a' in self || 'b' in self"
	// +kubebuilder:validation:XValidation:rule="self.size() < 3"
	Map map[string]string `json:"map"`
}
