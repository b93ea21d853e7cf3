// +groupName=core-others.example.com
// +versionName=v1
package v1

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type CoreOthers struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec CoreOthersSpec `json:"spec,omitempty"`
}

type CoreOthersSpec struct {
	Job           batchv1.JobTemplateSpec              `json:"job"`
	Cron          batchv1.CronJobSpec                  `json:"cron"`
	Deployment    appsv1.DeploymentSpec                `json:"deployment"`
	StatefulSet   appsv1.StatefulSetSpec               `json:"statefulSet"`
	Ingress       networkingv1.IngressSpec             `json:"ingress"`
	NetworkPolicy networkingv1.NetworkPolicySpec       `json:"networkPolicy"`
	Rules         []rbacv1.PolicyRule                  `json:"rules"`
	Service       corev1.ServiceSpec                   `json:"service"`
	Claim         corev1.PersistentVolumeClaimSpec     `json:"claim"`
	ClaimTemplate corev1.PersistentVolumeClaimTemplate `json:"claimTemplate"`
	Ref           corev1.LocalObjectReference          `json:"ref"`
	Object        corev1.ObjectReference               `json:"object"`
	Typed         corev1.TypedLocalObjectReference     `json:"typed"`
	TypedObject   corev1.TypedObjectReference          `json:"typedObject"`
	Secret        corev1.SecretReference               `json:"secret"`
	Key           corev1.SecretKeySelector             `json:"key"`
	ConfigKey     corev1.ConfigMapKeySelector          `json:"configKey"`
	From          []corev1.EnvFromSource               `json:"from"`
	Tolerations   []corev1.Toleration                  `json:"tolerations"`
	Affinity      corev1.Affinity                      `json:"affinity"`
	Nodes         corev1.NodeSelector                  `json:"nodes"`
	DNS           corev1.PodDNSConfig                  `json:"dns"`
	Hosts         []corev1.HostAlias                   `json:"hosts"`
	Storage       corev1.VolumeResourceRequirements    `json:"storage"`
	Spread        []corev1.TopologySpreadConstraint    `json:"spread"`
}
