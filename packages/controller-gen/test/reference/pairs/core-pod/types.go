// +groupName=core-pod.example.com
// +versionName=v1
package v1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type CorePod struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec CorePodSpec `json:"spec,omitempty"`
}

type CorePodSpec struct {
	Template corev1.PodTemplateSpec `json:"template"`
	// Resources it may use.
	// +optional
	Resources *corev1.ResourceRequirements `json:"resources,omitempty"`
	Env       []corev1.EnvVar              `json:"env,omitempty"`
	// +listType=map
	// +listMapKey=name
	Volumes []corev1.Volume `json:"volumes,omitempty"`
	// +kubebuilder:default="IfNotPresent"
	// +kubebuilder:validation:Enum=Always;Never;IfNotPresent
	Pull   corev1.PullPolicy   `json:"pull,omitempty"`
	Limits corev1.ResourceList `json:"limits,omitempty"`
}
