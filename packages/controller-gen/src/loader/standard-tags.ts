import type { MarkerTarget } from '../markers/definition.ts';
import type { MarkerData } from '../markers/value.ts';
import type { JsDocTag } from './jsdoc.ts';

/** A standard JSDoc tag that says what a marker says. */
interface StandardTag {
  readonly marker: string;
  /** Markers that must not say otherwise: the tag's own, and others of the same meaning. */
  readonly rivals: readonly string[];
  /** Reads the text behind the tag; undefined if it is documentation and no value. */
  readonly read: (text: string) => MarkerData | undefined;
}

const validation = (name: string, read: StandardTag['read']): StandardTag => {
  const marker = `kubebuilder:validation:${name}`;
  return { marker, rivals: [marker, `k8s:${name.charAt(0).toLowerCase()}${name.slice(1)}`], read };
};

const TAGS: ReadonlyMap<string, StandardTag> = new Map([
  ['minimum', validation('Minimum', readNumber)],
  ['maximum', validation('Maximum', readNumber)],
  ['multipleOf', validation('MultipleOf', readNumber)],
  ['minLength', validation('MinLength', readNumber)],
  ['maxLength', validation('MaxLength', readNumber)],
  ['minItems', validation('MinItems', readNumber)],
  ['maxItems', validation('MaxItems', readNumber)],
  ['pattern', validation('Pattern', readPattern)],
  ['format', validation('Format', readText)],
  ['default', { marker: 'kubebuilder:default', rivals: ['kubebuilder:default', 'default'], read: readJson }],
  ['defaultValue', { marker: 'kubebuilder:default', rivals: ['kubebuilder:default', 'default'], read: readJson }],
  ['example', { marker: 'kubebuilder:example', rivals: ['kubebuilder:example'], read: readExample }],
]);

/** What a tag of a type or a field says as a marker; undefined if it is no such tag. */
export function standardTag(
  tag: JsDocTag,
  target: MarkerTarget,
): (StandardTag & { readonly value: MarkerData }) | undefined {
  const known = TAGS.get(tag.name);
  if (known === undefined || target === 'package') return undefined;
  const value = known.read(tag.text.trim());
  return value === undefined ? undefined : { ...known, value };
}

function readNumber(text: string): number | undefined {
  return /^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(text) ? Number(text) : undefined;
}

function readText(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** `/^a$/` as in JavaScript, or bare. */
function readPattern(text: string): string | undefined {
  return readText(/^\/(.+)\/$/.exec(text)?.[1] ?? text);
}

/** JSON, text in single quotes or back quotes, or a bare word. */
function readJson(text: string): MarkerData | undefined {
  const json = parse(text);
  if (json !== undefined) return json;
  const quoted = /^(['`])(.*)\1$/.exec(text)?.[2];
  return quoted ?? (/^[\w.-]+$/.test(text) ? text : undefined);
}

/** An example is mostly code for people: only JSON on one line is a value. */
function readExample(text: string): MarkerData | undefined {
  return text.includes('\n') ? undefined : parse(text);
}

function parse(text: string): MarkerData | undefined {
  try {
    return JSON.parse(text) as MarkerData;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
