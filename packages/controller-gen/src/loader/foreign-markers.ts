/**
 * Markers that other tools read. They pass unseen; `--allow-markers` adds to the list. An entry stands for itself and for
 * what follows it after `:`, `=` or `/`.
 */
export const FOREIGN_MARKERS: readonly string[] = [
  'genclient',
  'groupGoName',
  'kubebuilder:docs-gen',
  'kubebuilder:scaffold',
  'k8s:conversion-gen',
  'k8s:conversion-gen-external-types',
  'k8s:deepcopy-gen',
  'k8s:defaulter-gen',
  'k8s:defaulter-gen-input',
  'k8s:openapi-gen',
  'k8s:openapi-model-package',
  'k8s:prerelease-lifecycle-gen',
  'k8s:protobuf-gen',
  'k8s:register-gen',
  'k8s:validation-gen',
  'operator-sdk',
  'patchMergeKey',
  'patchStrategy',
  'protobuf',
  'resourceName',
  'union',
];

export function isForeign(text: string, allowed: readonly string[]): boolean {
  return allowed.some((name) => text === name || (/^[:=/]/.test(text.slice(name.length)) && text.startsWith(name)));
}
