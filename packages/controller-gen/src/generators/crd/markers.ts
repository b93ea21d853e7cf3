import { INT, STRING, STRINGS } from '../../markers/argument-type.ts';
import { flag, type MarkerDefinition, type MarkerHelp, named, value } from '../../markers/definition.ts';
import { MarkerError } from '../../schema/schema-marker.ts';
import { crdMarker } from './crd-marker.ts';
import type { VersionDraft } from './crd-draft.ts';

const help = (summary: string, more: Partial<MarkerHelp> = {}): MarkerHelp => ({ category: 'CRD', summary, ...more });
const subresourcesOf = (version: VersionDraft): NonNullable<VersionDraft['subresources']> =>
  (version.subresources ??= {});
const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

const SCOPES = ['Namespaced', 'Cluster'];

/** `a=b` pairs, as annotations and labels are written. */
function addPairs(target: Record<string, string>, pairs: readonly string[], what: string): void {
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals === -1) throw new MarkerError(`${what} is written key=value, not "${pair}"`);
    target[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
}

export const CRD_MARKERS: readonly MarkerDefinition[] = [
  crdMarker({
    name: 'kubebuilder:subresource:status',
    shape: flag,
    help: help(
      'The kind has a status of its own: writes of the object leave it alone, writes to /status nothing else.',
    ),
    apply: (_, version) => {
      subresourcesOf(version).status = {};
    },
  }),
  crdMarker<{ readonly specpath: string; readonly statuspath: string; readonly selectorpath?: string }>({
    name: 'kubebuilder:subresource:scale',
    shape: named({
      specpath: { type: STRING, help: 'JSON path of the wanted replicas, such as .spec.replicas.' },
      statuspath: { type: STRING, help: 'JSON path of the actual replicas, such as .status.replicas.' },
      selectorpath: { type: STRING, optional: true, help: 'JSON path of the pods’ label selector, as a string.' },
    }),
    help: help('The kind can be scaled, by kubectl scale and by a HorizontalPodAutoscaler.'),
    apply: (_, version, { specpath, statuspath, selectorpath }) => {
      subresourcesOf(version).scale = {
        specReplicasPath: specpath,
        statusReplicasPath: statuspath,
        labelSelectorPath: selectorpath,
      };
    },
  }),
  crdMarker<{
    readonly name: string;
    readonly type: string;
    readonly JSONPath: string;
    readonly description?: string;
    readonly format?: string;
    readonly priority?: number;
  }>({
    name: 'kubebuilder:printcolumn',
    shape: named({
      name: { type: STRING, help: 'The head of the column.' },
      type: { type: STRING, help: 'string, integer, number, boolean, or date.' },
      JSONPath: { type: STRING, help: 'The path of the value, such as .status.phase.' },
      description: { type: STRING, optional: true, help: 'What the column shows.' },
      format: { type: STRING, optional: true, help: 'The format of the value, for the type.' },
      priority: { type: INT, optional: true, help: 'Above 0 the column shows only with -o wide.' },
    }),
    help: help('A column of kubectl get.'),
    apply: (_, version, { name, type, JSONPath, description, format, priority }) => {
      subresourcesOf(version);
      version.printerColumns.push({
        name,
        type,
        jsonPath: JSONPath,
        description: nonEmpty(description),
        format: nonEmpty(format),
        priority: priority === 0 ? undefined : priority,
      });
    },
  }),
  crdMarker<{
    readonly path?: string;
    readonly singular?: string;
    readonly shortName?: readonly string[];
    readonly categories?: readonly string[];
    readonly scope?: string;
  }>({
    name: 'kubebuilder:resource',
    shape: named({
      path: { type: STRING, optional: true, help: 'The plural, in place of the one made from the kind.' },
      shortName: { type: STRINGS, optional: true, help: 'Short names for kubectl, separated by semicolons.' },
      categories: { type: STRINGS, optional: true, help: 'Groups that kubectl get can name, such as all.' },
      singular: { type: STRING, optional: true, help: 'The singular, in place of the kind in lower case.' },
      scope: { type: STRING, optional: true, help: 'Namespaced (the default) or Cluster.' },
    }),
    help: help('Names and scope of the resource.'),
    apply: (crd, _, { path = '', singular = '', shortName = [], categories = [], scope = '' }) => {
      if (scope !== '' && !SCOPES.includes(scope))
        throw new MarkerError(`a scope is ${SCOPES.join(' or ')}, not "${scope}"`);
      if (path !== '') crd.plural = path;
      if (singular !== '') crd.singular = singular;
      crd.shortNames = shortName;
      crd.categories = categories;
      crd.scope = scope === '' ? 'Namespaced' : scope;
    },
  }),
  crdMarker({
    name: 'kubebuilder:storageversion',
    shape: flag,
    help: help('Objects are stored in this version. With several versions, exactly one has to say so.'),
    apply: (_, version) => {
      version.storage = true;
    },
  }),
  crdMarker({
    name: 'kubebuilder:skipversion',
    shape: flag,
    help: help('The CRD has no such version: the type is for internal use.'),
    apply: (crd, version) => {
      crd.versions = crd.versions.filter((other) => other !== version);
    },
  }),
  crdMarker({
    name: 'kubebuilder:unservedversion',
    shape: flag,
    help: help('The API server does not serve this version; objects may still be stored in it.'),
    apply: (_, version) => {
      version.served = false;
    },
  }),
  crdMarker<{ readonly warning?: string }>({
    name: 'kubebuilder:deprecatedversion',
    shape: named({ warning: { type: STRING, optional: true, help: 'What clients are told.' } }),
    help: help('Whoever uses this version gets a warning.'),
    apply: (_, version, { warning }) => {
      version.deprecated = true;
      version.deprecationWarning = warning;
    },
  }),
  crdMarker<{ readonly annotations?: readonly string[]; readonly labels?: readonly string[] }>({
    name: 'kubebuilder:metadata',
    shape: named({
      annotations: { type: STRINGS, optional: true, help: 'key=value pairs, separated by semicolons.' },
      labels: { type: STRINGS, optional: true, help: 'key=value pairs, separated by semicolons.' },
    }),
    help: help('Annotations and labels of the CRD itself.'),
    apply: (crd, _, { annotations = [], labels = [] }) => {
      addPairs(crd.annotations, annotations, 'an annotation');
      addPairs(crd.labels, labels, 'a label');
    },
  }),
  crdMarker<{ readonly JSONPath: string }>({
    name: 'kubebuilder:selectablefield',
    shape: named({ JSONPath: { type: STRING, help: 'The path of the value, such as .spec.nodeName.' } }),
    help: help('A field that lists and watches can be limited by.'),
    apply: (_, version, { JSONPath }) => {
      version.selectableFields.push({ jsonPath: JSONPath });
    },
  }),
  {
    name: 'groupName',
    target: 'package',
    shape: value(STRING, true),
    help: help('The API group of the folder’s types.'),
  },
  {
    name: 'versionName',
    target: 'package',
    shape: value(STRING),
    help: help('The API version of the folder’s types, in place of the folder’s name.'),
  },
  {
    name: 'kubebuilder:skip',
    target: 'package',
    shape: flag,
    help: help('The folder is no API version.'),
  },
  {
    name: 'kubebuilder:skip',
    target: 'field',
    shape: flag,
    help: help('The field is not part of the schema; in Go: json:"-".'),
  },
  {
    name: 'kubebuilder:validation:Optional',
    target: 'package',
    shape: flag,
    help: { category: 'CRD validation', summary: 'Fields may be left out unless they are marked as required.' },
  },
  {
    name: 'kubebuilder:validation:Required',
    target: 'package',
    shape: flag,
    help: {
      category: 'CRD validation',
      summary: 'Fields must be set unless they are marked as optional: the default.',
    },
  },
];
