/**
 * +groupName=certificate-like.example.com
 * +versionName=v1
 */
import type { int, int32, KubernetesObject } from '@kubewright/apimachinery';
import type { SecretKeySelector } from '@kubewright/apimachinery/core/v1';

/**
 * +kubebuilder:subresource:status
 * +kubebuilder:resource:shortName=cl;cls,categories=all
 */
export interface CertificateLike extends KubernetesObject {
  readonly spec?: CertificateLikeSpec;
}

/**
 * CertificateLikeSpec asks for a key and a signature.
 * +kubebuilder:validation:XValidation:rule="self.renewBefore.size() == 0 || self.duration.size() > 0",message="renewBefore needs a duration"
 */
export interface CertificateLikeSpec {
  /**
   * Subject of the request.
   * +optional
   */
  readonly subject?: Subject;
  /**
   * +kubebuilder:validation:MaxLength=64
   */
  readonly commonName?: string;
  /**
   * How long it is valid.
   * +kubebuilder:validation:MaxLength=32
   */
  readonly duration?: string;
  /**
   * +kubebuilder:validation:MaxLength=32
   */
  readonly renewBefore?: string;
  /**
   * +listType=atomic
   * +kubebuilder:validation:MaxItems=100
   * +kubebuilder:validation:items:MaxLength=253
   */
  readonly dnsNames?: readonly string[];
  /**
   * +listType=set
   * +kubebuilder:validation:items:Format=ipv4
   */
  readonly ipAddresses?: readonly string[];
  /**
   * +kubebuilder:validation:MinLength=1
   */
  readonly secretName: string;
  readonly secretTemplate?: SecretTemplate;
  readonly issuerRef: IssuerReference;
  /**
   * +kubebuilder:default=false
   */
  readonly isCA?: boolean;
  readonly usages?: readonly KeyUsage[];
  readonly privateKey?: PrivateKey;
  readonly keystores?: Keystores;
  readonly revisionHistoryLimit?: int32;
  readonly otherNames?: readonly OtherName[];
}

/**
 * Subject is who the certificate speaks of.
 */
export interface Subject {
  readonly organizations?: readonly string[];
  readonly countries?: readonly string[];
  readonly serialNumber?: string;
}

export interface SecretTemplate {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * IssuerReference names who signs.
 * +structType=atomic
 */
export interface IssuerReference {
  readonly name: string;
  /**
   * +kubebuilder:default=Issuer
   */
  readonly kind?: string;
  readonly group?: string;
}

/**
 * KeyUsage is what a key is for.
 * +kubebuilder:validation:Enum="signing";"digital signature";"server auth";"client auth"
 */
export type KeyUsage = string;

export interface PrivateKey {
  /**
   * +kubebuilder:validation:Enum=RSA;ECDSA;Ed25519
   */
  readonly algorithm?: string;
  /**
   * +kubebuilder:validation:Minimum=256
   * +kubebuilder:validation:Maximum=8192
   */
  readonly size?: int;
  /**
   * +kubebuilder:validation:Enum=Never;Always
   */
  readonly rotationPolicy?: string;
}

export interface Keystores {
  readonly jks?: Keystore;
  readonly pkcs12?: Keystore;
}

/**
 * +kubebuilder:validation:ExactlyOneOf=password;passwordSecretRef
 */
export interface Keystore {
  readonly create: boolean;
  readonly password?: string;
  readonly passwordSecretRef?: SecretKeySelector;
}

export interface OtherName {
  readonly oid?: string;
  readonly utf8Value?: string;
}
