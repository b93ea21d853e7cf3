export { SelfManagedCertificates, type SelfManagedCertificatesInit } from './self-managed-certificates.ts';
export type { SelfManagedCertificatesOptions } from './options.ts';
export type { InjectionTargets } from './inject-ca-bundle.ts';
export { issueAuthority, issueSelfSigned, issueServing, type Validity } from './x509.ts';
export { validityOf } from './rotation.ts';
