import { expect, test } from 'vitest';
import { EXIT } from '../../../src/index.ts';
import { kindWith, Project } from '../../support/run-on.ts';

/** A spec, and what stands beside it. The bar stands where the error must point; the message is given, or its beginning. */
const CASES = [
  ['a field without a type', '  ¦a;', '', 'the field a has no type'],
  ['a name that is computed', '  ¦[Symbol.iterator]: string;', '', 'the name of a field must be written out'],
  ['a bigint', '  a: ¦bigint;', '', 'JSON has no bigint: use int64 of @kubewright/apimachinery'],
  ['a constructor', '  a: ¦new () => string;', '', 'a function is no data'],
  ['nothing but null', '  a: ¦null;', '', 'the type null has no schema'],
  ['values that cannot be read', '  a: ¦(typeof Gone)[keyof typeof Gone];', '', 'the values of this type are not all'],
  ['a type argument that is missing', '  a: ¦Box;', 'export interface Box<T> { x: T }', 'Box needs 1 type argument(s)'],
  ['a utility type of what has no fields', '  a: ¦Partial<string>;', '', 'Partial needs an object type whose fields'],
  ['fields to omit that cannot be read', '  a: ¦Omit<{ x: string }, Gone>;', '', 'the second argument of Omit must be'],
  [
    'a minimum with decimals of an integer',
    '  /** ¦+kubebuilder:validation:Minimum=1.5 */\n  a: int;',
    '',
    '+kubebuilder:validation:Minimum: a minimum of an integer must be a whole number, not 1.5',
  ],
  [
    'a struct type of a string',
    '  /** ¦+structType=atomic */\n  a: string;',
    '',
    '+structType: a struct type needs an object, but this is a string',
  ],
  [
    'a map type that there is not',
    '  /** ¦+mapType=loose */\n  a: Record<string, string>;',
    '',
    '+mapType: a map type is one of granular, atomic, not "loose"',
  ],
  [
    'a list type of a string',
    '  /** ¦+listType=set */\n  a: string;',
    '',
    '+listType: a list type needs a list, but this is a string',
  ],
  [
    'a title that is a number',
    '  /** ¦+kubebuilder:title=3 */\n  a: string;',
    '',
    '+kubebuilder:title: a title is text, not 3; put it in quotes',
  ],
  [
    'documentation at no URL',
    '  /** ¦+kubebuilder:externalDocs:url="nowhere" */\n  a: string;',
    '',
    '+kubebuilder:externalDocs: "nowhere" is no URL',
  ],
  [
    'a group of fields of others',
    '  a: Inner;',
    '/** ¦+kubebuilder:validation:ExactlyOneOf=b.c;d */\nexport interface Inner { b?: { c?: string }; d?: string }',
    "+kubebuilder:validation:ExactlyOneOf: a group is made of the type's own fields, not of b.c",
  ],
  [
    '+k8s:enum without values',
    '  a: Name;',
    '/** ¦+k8s:enum */\nexport type Name = string;',
    '+k8s:enum: +k8s:enum needs a type with constants',
  ],
  [
    'a type that a field says to be another',
    '  /** +kubebuilder:validation:Type=integer */\n  ¦a: Name;',
    'export type Name = string;',
    'one type, two schema types: string and integer',
  ],
  [
    '+k8s:enum of numbers',
    '  a: Level;',
    '/** ¦+k8s:enum */\nexport type Level = "one" | 2;',
    '+k8s:enum: the constants of an enum must all be strings',
  ],
  [
    'a maximum and a tag that says another',
    '  /**\n   * +kubebuilder:validation:MaxLength=3\n   * ¦@maxLength 4\n   */\n  a: string;',
    '',
    '@maxLength and +kubebuilder:validation:MaxLength say different things',
  ],
  [
    'a default and a tag that says another',
    '  /**\n   * ¦@default "a"\n   * +kubebuilder:default="b"\n   */\n  a?: string;',
    '',
    '@default and +kubebuilder:default say different things',
  ],
  [
    'a tag against the other family',
    '  /**\n   * ¦@minimum 1\n   * +k8s:minimum=2\n   */\n  a: int;',
    '',
    '@minimum and +k8s:minimum say different things',
  ],
] as const;

test.for(CASES)('%s', async ([, spec, beside, message]) => {
  const source = `${kindWith(spec, { imports: 'int' })}\n${beside}\n`;
  const before = source.slice(0, source.indexOf('¦'));
  const place = `api/v1/types.ts:${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`;
  using project = new Project({ 'api/v1/types.ts': source.replace('¦', '') });
  const { exit, stderr } = await project.run('crd', 'paths=./api/...', 'output:dir=out');
  expect(stderr).toContain(`${place}: error: ${message}`);
  expect(exit).toBe(EXIT.failed);
  expect(project.list()).toEqual(['api/v1/types.ts']);
});

/** Defaults that break what a marker or a type says. */
const VALUES = [
  [
    'a: int',
    '+kubebuilder:validation:Minimum=3\n+kubebuilder:validation:ExclusiveMinimum=true',
    '3',
    'must be above 3',
  ],
  [
    'a: int',
    '+kubebuilder:validation:Maximum=3\n+kubebuilder:validation:ExclusiveMaximum=true',
    '3',
    'must be below 3',
  ],
  ['a: int', '+kubebuilder:validation:Minimum=3', '2', 'must be at least 3'],
  ['a: int', '+kubebuilder:validation:MultipleOf=4', '6', 'must be a multiple of 4'],
  ['a: string', '+kubebuilder:validation:MinLength=2', '"a"', 'must have at least 2 characters'],
  ['a: string', '+kubebuilder:validation:MaxLength=2', '"abc"', 'must have at most 2 characters'],
  ['a: string[]', '+kubebuilder:validation:MinItems=2', '{"a"}', 'must have at least 2 items'],
  ['a: string[]', '+kubebuilder:validation:MaxItems=1', '{"a","b"}', 'must have at most 1 items'],
  ['a: Record<string, string>', '+kubebuilder:validation:MinProperties=1', '{}', 'must have at least 1 fields'],
  [
    'a: Record<string, string>',
    '+kubebuilder:validation:MaxProperties=1',
    '{a: "x", b: "y"}',
    'must have at most 1 fields',
  ],
  ['a: Record<string, int>', '+optional', '{a: "x"}', '.a must be of type integer, not string'],
  ['a: IntOrString', '+optional', 'true', 'must be an integer or a string, not a boolean'],
] as const;

test.for(VALUES)('a default of %s with %s that is %s', async ([field, marks, value, problem]) => {
  const lines = [...marks.split('\n'), `+kubebuilder:default=${value}`].map((line) => `   * ${line}\n`).join('');
  const source = kindWith(`  /**\n${lines}   */\n  ${field};`, { imports: 'int, IntOrString' });
  const line = source.slice(0, source.indexOf('+kubebuilder:default')).split('\n').length;
  using project = new Project({ 'api/v1/types.ts': source });
  const { stderr } = await project.run('crd', 'paths=./api/...', 'output:dir=out');
  expect(stderr).toContain(`api/v1/types.ts:${line}:6: error: the default breaks its own schema: it ${problem}`);
});

test('a kind that two folders declare in one version', async () => {
  using project = new Project({ 'a/types.ts': kindWith('  a: string;'), 'b/types.ts': kindWith('  a: string;') });
  const { stderr } = await project.run('crd', 'paths=./...', 'output:dir=out');
  expect(stderr).toContain('Thing is declared twice in version v1');
  expect(project.list()).toEqual(['a/types.ts', 'b/types.ts']);
});

test('an annotation that is no pair', async () => {
  const marks = '+kubebuilder:metadata:annotations="alone"';
  using project = new Project({ 'api/v1/types.ts': kindWith('  a: string;', { marks }) });
  const { stderr } = await project.run('crd', 'paths=./api/...', 'output:dir=out');
  expect(stderr).toMatch(
    /^api\/v1\/types.ts:8:4: error: \+kubebuilder:metadata: .* is written key=value, not "alone"/m,
  );
});

test('a version of CRDs that there is not', async () => {
  using project = new Project({ 'api/v1/types.ts': kindWith('  a: string;') });
  const { stderr } = await project.run('crd:crdVersions=v1beta1', 'paths=./api/...', 'output:dir=out');
  expect(stderr).toContain('error: crd:crdVersions: only v1 is there, not v1beta1');
});

test('a manifest to patch that is no YAML', async () => {
  using project = new Project({ 'api/v1/types.ts': kindWith('  a: string;'), 'crds/a.yaml': 'a: [\n' });
  const { exit, stderr } = await project.run('schemapatch:manifests=crds', 'paths=./api/...', 'output:dir=out');
  expect(stderr).toContain('error: crds/a.yaml: ');
  expect(exit).toBe(EXIT.failed);
});
