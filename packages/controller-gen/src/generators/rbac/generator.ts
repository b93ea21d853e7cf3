import { STRING, STRINGS } from '../../markers/argument-type.ts';
import { type MarkerDefinition, named } from '../../markers/definition.ts';
import type { MarkerArguments } from '../../markers/value.ts';
import { encodeYaml } from '../../yaml/encode.ts';
import type { YamlMapping } from '../../yaml/value.ts';
import type { Generator, GeneratorContext } from '../generator.ts';
import { HEADER_OPTIONS, headerText } from '../header.ts';
import { compareBytes, normalizeRules, type Rule } from './rules.ts';

/** Source: `rbac.Rule` of controller-tools. */
export const RBAC_MARKER: MarkerDefinition = {
  name: 'kubebuilder:rbac',
  target: 'package',
  anywhere: true,
  shape: named({
    groups: { type: STRINGS, optional: true, help: 'API groups; "" or core is the core group.' },
    resources: { type: STRINGS, optional: true, help: 'Resources in the plural, subresources after a slash.' },
    resourceNames: { type: STRINGS, optional: true, help: 'Only the objects of these names.' },
    verbs: { type: STRINGS, help: 'What may be done: get, list, watch, create, update, patch, delete, or *.' },
    urls: { type: STRINGS, optional: true, help: 'Paths that are no resources, such as /metrics.' },
    namespace: {
      type: STRING,
      optional: true,
      help: 'The rule belongs to a Role in this namespace, not to the ClusterRole.',
    },
    roleName: { type: STRING, optional: true, help: 'The role that the rule belongs to, in place of the default.' },
  }),
  help: { category: 'RBAC', summary: 'A permission that the program needs.' },
};

/** Writes the roles that the rbac markers ask for, to `role.yaml`. */
export const rbacGenerator: Generator = {
  name: 'rbac',
  help: { category: 'Generators', summary: 'Writes a ClusterRole, and Roles for namespaces, from rbac markers.' },
  options: {
    roleName: { type: STRING, help: 'The name of the role.' },
    fileName: { type: STRING, optional: true, help: 'The name of the file: role.yaml unless set.' },
    ...HEADER_OPTIONS,
  },
  markers: [RBAC_MARKER],
  generate(context, options) {
    const roles = rolesOf(context, options['roleName'] as string);
    if (roles.length === 0) return [];
    const content = headerText(options, context) + roles.map((role) => `---\n${encodeYaml(role)}`).join('');
    const path =
      typeof options['fileName'] === 'string' && options['fileName'] !== '' ? options['fileName'] : 'role.yaml';
    return [{ path, content }];
  },
};

interface ScopedRule {
  readonly namespace: string;
  readonly roleName: string;
  readonly rule: Rule;
}

function rolesOf({ packages }: GeneratorContext, defaultName: string): readonly YamlMapping[] {
  const scoped = packages
    .flatMap(({ markers }) => markers.named(RBAC_MARKER.name))
    .map(({ value }) => scopedRule(value as MarkerArguments, defaultName));
  const roles = Map.groupBy(scoped, ({ namespace, roleName }) => JSON.stringify([namespace, roleName]));
  return [...roles.values()]
    .toSorted(
      ([a], [b]) =>
        compareBytes(a?.namespace ?? '', b?.namespace ?? '') || compareBytes(a?.roleName ?? '', b?.roleName ?? ''),
    )
    .map((members) => roleManifest(members));
}

function scopedRule(marker: MarkerArguments, defaultName: string): ScopedRule {
  const list = (name: string): readonly string[] => (marker[name] as readonly string[] | undefined) ?? [];
  const text = (name: string): string => (marker[name] as string | undefined) ?? '';
  return {
    namespace: text('namespace'),
    roleName: text('roleName') || defaultName,
    rule: {
      groups: list('groups'),
      resources: list('resources'),
      resourceNames: list('resourceNames'),
      urls: list('urls'),
      verbs: list('verbs'),
    },
  };
}

function roleManifest(members: readonly ScopedRule[]): YamlMapping {
  const [{ namespace, roleName }] = members as readonly [ScopedRule, ...ScopedRule[]];
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === '' ? 'ClusterRole' : 'Role',
    metadata: { name: roleName, namespace: namespace === '' ? undefined : namespace },
    rules: normalizeRules(members.map(({ rule }) => rule)).map(policyRule),
  };
}

/** Source: `rbacv1.PolicyRule`. Verbs are always there. */
function policyRule({ groups, resources, resourceNames, urls, verbs }: Rule): YamlMapping {
  const nonEmpty = (list: readonly string[]): readonly string[] | undefined => (list.length === 0 ? undefined : list);
  return {
    apiGroups: nonEmpty(groups),
    resources: nonEmpty(resources),
    resourceNames: nonEmpty(resourceNames),
    nonResourceURLs: nonEmpty(urls),
    verbs: verbs.length === 0 ? null : verbs,
  };
}
