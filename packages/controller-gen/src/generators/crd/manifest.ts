import { schemaToYaml } from '../../schema/to-yaml.ts';
import type { YamlMapping, YamlValue } from '../../yaml/value.ts';
import type { CrdDraft, VersionDraft } from './crd-draft.ts';

/** The CRD as it stands in its file. Source: `apiextensionsv1.CustomResourceDefinition`. */
export function crdManifest(crd: CrdDraft): YamlMapping {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${crd.plural}.${crd.group}`,
      annotations: nonEmptyMap(crd.annotations),
      labels: nonEmptyMap(crd.labels),
    },
    spec: {
      group: crd.group,
      names: {
        kind: crd.kind,
        listKind: `${crd.kind}List`,
        plural: crd.plural,
        singular: crd.singular,
        shortNames: nonEmpty(crd.shortNames),
        categories: nonEmpty(crd.categories),
      },
      scope: crd.scope,
      versions: crd.versions.map(versionManifest),
    },
  };
}

function versionManifest(version: VersionDraft): YamlValue {
  return {
    name: version.name,
    served: version.served,
    storage: version.storage,
    deprecated: version.deprecated ? true : undefined,
    deprecationWarning: version.deprecationWarning,
    schema: { openAPIV3Schema: schemaToYaml(version.schema) },
    subresources: version.subresources,
    additionalPrinterColumns: nonEmpty(version.printerColumns),
    selectableFields: nonEmpty(version.selectableFields),
  };
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function nonEmptyMap(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
