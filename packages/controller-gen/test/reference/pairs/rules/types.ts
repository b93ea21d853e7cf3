/**
 * +groupName=rules.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface Rules extends KubernetesObject {
  readonly spec?: RulesSpec;
}

/**
 * Range has a rule of its own.
 * +kubebuilder:validation:XValidation:rule="self.min <= self.max",message="min must not be above max"
 * +kubebuilder:validation:XValidation:rule="self.min != 13",messageExpression="'not ' + '13'",reason=FieldValueForbidden,fieldPath=".min"
 */
export interface Range {
  readonly min: int32;
  readonly max: int32;
}

export interface RulesSpec {
  /** +kubebuilder:validation:XValidation:rule="self == oldSelf",message="cannot change" */
  readonly fixed: string;
  /** +kubebuilder:validation:XValidation:rule="!oldSelf.hasValue() || self.max >= oldSelf.value().max",optionalOldSelf=true,message="cannot shrink",reason="FieldValueInvalid" */
  readonly range: Range;
  /**
   * +kubebuilder:validation:items:XValidation:rule="self.size() > 0",message="no empty items"
   * +kubebuilder:validation:XValidation:rule=`self.all(x, x.startsWith("a"))`
   * +kubebuilder:validation:MaxItems=5
   * +kubebuilder:validation:items:MaxLength=5
   */
  readonly list: string[];
  /**
   * +kubebuilder:validation:XValidation:rule="'a' in self || 'b' in self"
   * +kubebuilder:validation:XValidation:rule="self.size() < 3"
   */
  readonly map: Record<string, string>;
}
