import { BOOL, STRING } from '../../markers/argument-type.ts';
import { type MarkerDefinition, type MarkerTarget, value } from '../../markers/definition.ts';
import type { MarkerSet } from '../../markers/marker.ts';

const GENERATE = 'kubebuilder:ac:generate';
const OUTPUT_PACKAGE = 'kubebuilder:ac:output:package';

function generate(target: MarkerTarget, summary: string): MarkerDefinition {
  return { name: GENERATE, target, shape: value(BOOL), help: { category: 'apply', summary } };
}

/** Source: `RegisterMarkers` of controller-tools' pkg/applyconfiguration. */
export const APPLY_MARKERS: readonly MarkerDefinition[] = [
  generate('package', 'Whether the kinds of the folder get apply configurations. They do not unless this is true.'),
  generate(
    'type',
    'Whether a type gets an apply configuration, whatever its folder says. One without is only taken whole.',
  ),
  {
    name: OUTPUT_PACKAGE,
    target: 'package',
    shape: value(STRING),
    help: {
      category: 'apply',
      summary:
        'The folder of the apply configurations, relative to that of the types. They go beside the types unless set.',
    },
  },
];

/** What a declaration says about its apply configuration; undefined if nothing. */
export function generates(markers: MarkerSet): boolean | undefined {
  const said = markers.get(GENERATE)?.value;
  return typeof said === 'boolean' ? said : undefined;
}

export function outputFolder(markers: MarkerSet): string {
  const said = markers.get(OUTPUT_PACKAGE)?.value;
  return typeof said === 'string' ? said : '';
}
