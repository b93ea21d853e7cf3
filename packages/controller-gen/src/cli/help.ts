import type { Generator } from '../generators/generator.ts';
import { describeType } from '../markers/argument-type.ts';
import type { ArgumentDefinition, MarkerDefinition } from '../markers/definition.ts';

export function usageText(generators: readonly Generator[]): string {
  return `Usage: controller-gen [flags] GENERATOR... paths=PATHS... [output:RULE...]

Writes Kubernetes manifests and code from marked TypeScript types.

Examples:
  controller-gen crd rbac:roleName=manager-role object paths=./api/... output:crd:dir=config/crd/bases
  controller-gen crd:maxDescLen=0 paths="{./api/v1,./api/v2}" output:stdout
  controller-gen crd paths=./api/... --check     fails with a diff if a file is out of date
  controller-gen crd -w                          lists the markers that crd reads

Generators, with their options as GENERATOR:option=value,option=value:
${generators.map(describeGenerator).join('\n')}

Output rules, for all generators or for one (output:crd:dir=…):
  output:dir=DIRECTORY            every file to this directory
  output:stdout                   everything to standard output
  output:none                     nothing
  output:artifacts:config=DIRECTORY,code=DIRECTORY
                                  manifests and code to different directories
  Unless told otherwise, manifests go to config/GENERATOR and code beside the types.

Flags:
  --check                         compare with the files that are there; write nothing
  --watch                         generate again whenever the source changes, until Ctrl-C
  --dry-run-server                ask the API server of the kubeconfig, through kubectl, what it says to the CRDs; it keeps none
  --allow-markers=NAME,NAME       markers that other tools read, by name or prefix
  -w, -ww                         list the markers, with their arguments
  --help-markers [--markdown]     list the markers, with all there is to say
  --version
  -h, --help

Exit code: 0 done; 1 errors in the source, or files out of date; 2 wrong usage.
`;
}

function describeGenerator({ name, help, options }: Generator): string {
  const lines = Object.entries(options).map(([option, definition]) => `      ${describeArgument(option, definition)}`);
  return [`  ${name.padEnd(20)} ${help.summary}`, ...lines].join('\n');
}

export function describeArgument(name: string, { type, optional, help }: ArgumentDefinition): string {
  const head = `${name}=${describeType(type)}${optional === true ? '' : ' (required)'}`;
  return help === undefined ? head : `${head}  ${help}`;
}

/** The markers by category. `detail` 1: names and summaries; 2: arguments as well; 3: everything. */
export function markersText(markers: readonly MarkerDefinition[], detail: number): string {
  const categories = Map.groupBy(markers, ({ help }) => help.category);
  return [...categories]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([category, members]) => [category, '', ...describeMarkers(members, detail), ''].join('\n'))
    .join('\n');
}

function describeMarkers(markers: readonly MarkerDefinition[], detail: number): readonly string[] {
  const byName = Map.groupBy(markers, ({ name, help }) => `${name}\n${help.summary}`);
  return [...byName.values()]
    .toSorted(([a], [b]) => (a?.name ?? '').localeCompare(b?.name ?? '', 'en'))
    .flatMap((same) => {
      const [marker] = same;
      if (marker === undefined) return [];
      const targets = same.map(({ target }) => target).join(', ');
      const lines = [`  +${marker.name}${signature(marker)}  on ${targets}`, `      ${marker.help.summary}`];
      if (detail > 1 && marker.shape.kind === 'arguments') {
        lines.push(
          ...Object.entries(marker.shape.arguments).map(([name, arg]) => `        ${describeArgument(name, arg)}`),
        );
      }
      if (detail > 2 && marker.help.details !== undefined) lines.push(`      ${marker.help.details}`);
      const { deprecatedInFavorOf } = marker.help;
      if (deprecatedInFavorOf !== undefined) lines.push(`      Deprecated: use +${deprecatedInFavorOf}.`);
      return lines;
    });
}

export function signature({ shape }: MarkerDefinition): string {
  switch (shape.kind) {
    case 'flag':
      return '';
    case 'value':
      return `=<${describeType(shape.argument.type)}>`;
    case 'arguments':
      return Object.entries(shape.arguments)
        .map(
          ([name, { type, optional }], i) =>
            `${optional === true ? '[' : ''}${i === 0 ? ':' : ','}${name}=<${describeType(type)}>${optional === true ? ']' : ''}`,
        )
        .join('');
  }
}
