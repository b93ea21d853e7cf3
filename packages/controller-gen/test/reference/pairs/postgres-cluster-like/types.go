// +groupName=postgres-cluster-like.example.com
// +versionName=v1
package v1

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type PostgresClusterLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec PostgresClusterLikeSpec `json:"spec,omitempty"`
}

// PostgresClusterLikeSpec is a cluster of database servers.
type PostgresClusterLikeSpec struct {
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:default:=1
	Instances             int                         `json:"instances"`
	ImageName             string                      `json:"imageName,omitempty"`
	PostgresConfiguration Configuration               `json:"postgresql,omitempty"`
	Bootstrap             *Bootstrap                  `json:"bootstrap,omitempty"`
	StorageConfiguration  Storage                     `json:"storage,omitempty"`
	WalStorage            *Storage                    `json:"walStorage,omitempty"`
	Resources             corev1.ResourceRequirements `json:"resources,omitempty"`
	Affinity              *corev1.Affinity            `json:"affinity,omitempty"`
	// +kubebuilder:default:=3600
	MaxStopDelay            int32                         `json:"stopDelay,omitempty"`
	Backup                  *Backup                       `json:"backup,omitempty"`
	Managed                 *Managed                      `json:"managed,omitempty"`
	Env                     []corev1.EnvVar               `json:"env,omitempty"`
	ProjectedVolumeTemplate *corev1.ProjectedVolumeSource `json:"projectedVolumeTemplate,omitempty"`
	// +optional
	// +kubebuilder:validation:Enum=error;warning;info;debug;trace
	// +kubebuilder:default:=info
	LogLevel string              `json:"logLevel,omitempty"`
	MinSync  *intstr.IntOrString `json:"minSync,omitempty"`
}

type Configuration struct {
	Parameters map[string]string `json:"parameters,omitempty"`
	PgHBA      []string          `json:"pg_hba,omitempty"`
	// +kubebuilder:validation:XValidation:rule="self.number >= 1",message="at least one"
	Synchronous *Synchronous `json:"synchronous,omitempty"`
	LDAP        *LDAP        `json:"ldap,omitempty"`
}

type Synchronous struct {
	// +kubebuilder:validation:Enum=any;first
	Method string `json:"method"`
	Number int    `json:"number"`
}

// +kubebuilder:validation:AtMostOneOf=bindAsAuth;bindSearchAuth
type LDAP struct {
	Server         string          `json:"server,omitempty"`
	Port           int             `json:"port,omitempty"`
	BindAsAuth     *BindAsAuth     `json:"bindAsAuth,omitempty"`
	BindSearchAuth *BindSearchAuth `json:"bindSearchAuth,omitempty"`
}

type BindAsAuth struct {
	Prefix string `json:"prefix,omitempty"`
}

type BindSearchAuth struct {
	BaseDN       string                    `json:"baseDN,omitempty"`
	BindPassword *corev1.SecretKeySelector `json:"bindPassword,omitempty"`
}

type Bootstrap struct {
	InitDB   *InitDB   `json:"initdb,omitempty"`
	Recovery *Recovery `json:"recovery,omitempty"`
}

type InitDB struct {
	Database string `json:"database,omitempty"`
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1024
	WalSegmentSize int                          `json:"walSegmentSize,omitempty"`
	PostInitSQL    []string                     `json:"postInitSQL,omitempty"`
	Secret         *corev1.LocalObjectReference `json:"secret,omitempty"`
}

type Recovery struct {
	Source string `json:"source,omitempty"`
	// When to stop.
	TargetTime *metav1.Time `json:"targetTime,omitempty"`
}

type Storage struct {
	StorageClass *string            `json:"storageClass,omitempty"`
	Size         *resource.Quantity `json:"size,omitempty"`
	// +optional
	// +kubebuilder:default:=true
	ResizeInUse *bool                             `json:"resizeInUseVolumes,omitempty"`
	Template    *corev1.PersistentVolumeClaimSpec `json:"pvcTemplate,omitempty"`
}

type Backup struct {
	// +kubebuilder:validation:Pattern=^[1-9][0-9]*[dwm]$
	RetentionPolicy string `json:"retentionPolicy,omitempty"`
	// +kubebuilder:default:=prefer-standby
	Target string `json:"target,omitempty"`
}

type Managed struct {
	// +listType=map
	// +listMapKey=name
	Roles []Role `json:"roles,omitempty"`
}

type RoleBase struct {
	// +kubebuilder:default:="present"
	// +kubebuilder:validation:Enum=present;absent
	Ensure string `json:"ensure,omitempty"`
	// +kubebuilder:default:=-1
	ConnectionLimit int64 `json:"connectionLimit,omitempty"`
}

type Role struct {
	RoleBase   `json:",inline"`
	Name       string       `json:"name"`
	InRoles    []string     `json:"inRoles,omitempty"`
	ValidUntil *metav1.Time `json:"validUntil,omitempty"`
}
