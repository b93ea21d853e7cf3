// +groupName=certificate-like.example.com
// +versionName=v1
package v1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=cl;cls,categories=all
type CertificateLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec CertificateLikeSpec `json:"spec,omitempty"`
}

// CertificateLikeSpec asks for a key and a signature.
// +kubebuilder:validation:XValidation:rule="self.renewBefore.size() == 0 || self.duration.size() > 0",message="renewBefore needs a duration"
type CertificateLikeSpec struct {
	// Subject of the request.
	// +optional
	Subject *Subject `json:"subject,omitempty"`
	// +kubebuilder:validation:MaxLength=64
	CommonName string `json:"commonName,omitempty"`
	// How long it is valid.
	// +kubebuilder:validation:MaxLength=32
	Duration string `json:"duration,omitempty"`
	// +kubebuilder:validation:MaxLength=32
	RenewBefore string `json:"renewBefore,omitempty"`
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=100
	// +kubebuilder:validation:items:MaxLength=253
	DNSNames []string `json:"dnsNames,omitempty"`
	// +listType=set
	// +kubebuilder:validation:items:Format=ipv4
	IPAddresses []string `json:"ipAddresses,omitempty"`
	// +kubebuilder:validation:MinLength=1
	SecretName     string          `json:"secretName"`
	SecretTemplate *SecretTemplate `json:"secretTemplate,omitempty"`
	IssuerRef      IssuerReference `json:"issuerRef"`
	// +kubebuilder:default=false
	IsCA                 bool        `json:"isCA,omitempty"`
	Usages               []KeyUsage  `json:"usages,omitempty"`
	PrivateKey           *PrivateKey `json:"privateKey,omitempty"`
	Keystores            *Keystores  `json:"keystores,omitempty"`
	RevisionHistoryLimit *int32      `json:"revisionHistoryLimit,omitempty"`
	OtherNames           []OtherName `json:"otherNames,omitempty"`
}

// Subject is who the certificate speaks of.
type Subject struct {
	Organizations []string `json:"organizations,omitempty"`
	Countries     []string `json:"countries,omitempty"`
	SerialNumber  string   `json:"serialNumber,omitempty"`
}

type SecretTemplate struct {
	Annotations map[string]string `json:"annotations,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
}

// IssuerReference names who signs.
// +structType=atomic
type IssuerReference struct {
	Name string `json:"name"`
	// +kubebuilder:default=Issuer
	Kind  string `json:"kind,omitempty"`
	Group string `json:"group,omitempty"`
}

// KeyUsage is what a key is for.
// +kubebuilder:validation:Enum="signing";"digital signature";"server auth";"client auth"
type KeyUsage string

type PrivateKey struct {
	// +kubebuilder:validation:Enum=RSA;ECDSA;Ed25519
	Algorithm string `json:"algorithm,omitempty"`
	// +kubebuilder:validation:Minimum=256
	// +kubebuilder:validation:Maximum=8192
	Size int `json:"size,omitempty"`
	// +kubebuilder:validation:Enum=Never;Always
	RotationPolicy string `json:"rotationPolicy,omitempty"`
}

type Keystores struct {
	JKS    *Keystore `json:"jks,omitempty"`
	PKCS12 *Keystore `json:"pkcs12,omitempty"`
}

// +kubebuilder:validation:ExactlyOneOf=password;passwordSecretRef
type Keystore struct {
	Create            bool                      `json:"create"`
	Password          *string                   `json:"password,omitempty"`
	PasswordSecretRef *corev1.SecretKeySelector `json:"passwordSecretRef,omitempty"`
}

type OtherName struct {
	OID       string `json:"oid,omitempty"`
	UTF8Value string `json:"utf8Value,omitempty"`
}
