import { expect, test } from 'vitest';
import { EXIT } from '../../../src/index.ts';
import { kindWith, Project } from '../../support/run-on.ts';

const TYPES = 'api/v1/types.ts';
const FILE = 'api/v1/zz_generated.applyconfiguration.ts';
const on = (source: string, ...more: readonly string[]): string =>
  source.replace(' * +groupName=', [' * +kubebuilder:ac:generate=true', ...more, '$&'].join('\n'));

async function generated(source: string): Promise<string> {
  using project = new Project({ [TYPES]: source });
  const { exit, stderr } = await project.run('applyconfiguration', 'paths=./api/...');
  expect(stderr).toBe('');
  expect(exit).toBe(EXIT.done);
  return project.read(FILE);
}

test('there is nothing to generate unless the folder or the type asks for it', async () => {
  using project = new Project({ [TYPES]: kindWith('  a: string;') });
  const { exit, stderr } = await project.run('applyconfiguration', 'paths=./api/...');
  expect(stderr).toContain(
    'error: applyconfiguration: there is nothing to generate: put +kubebuilder:ac:generate=true',
  );
  expect(exit).toBe(EXIT.failed);
  expect(project.list()).toEqual([TYPES]);
  expect(await generated(kindWith('  a: string;', { marks: '+kubebuilder:ac:generate=true' }))).toContain(
    'export function thingApplyConfiguration(',
  );
});

test('a kind may stay out', async () => {
  const other = kindWith('  b: string;', { kind: 'Other', marks: '+kubebuilder:ac:generate=false' });
  const source =
    on(kindWith('  a: string;')) + other.slice(other.indexOf('/**\n * +kubebuilder')).replaceAll('Spec', 'Of');
  const code = await generated(source);
  expect(code).toContain('ThingApplyConfiguration');
  expect(code).not.toContain('Other');
});

test('a type that stays out is taken whole', async () => {
  const inner = '/** +kubebuilder:ac:generate=false */\nexport interface Inner { x: string; y: string }\n';
  const code = await generated(on(kindWith('  inner: Inner;\n  a: string;')) + inner);
  expect(code).toContain("Partial<Pick<Spec,\n  | 'inner'\n  | 'a'\n>>");
  expect(code).not.toContain('InnerApplyConfiguration');
});

test('the output goes to the folder that the marker names, and imports from there', async () => {
  using project = new Project({
    [TYPES]: on(kindWith('  a: string;'), ' * +kubebuilder:ac:output:package=../../clients'),
  });
  await project.run('applyconfiguration', 'paths=./api/...');
  expect(project.read('clients/zz_generated.applyconfiguration.ts')).toContain("from '../api/v1/types.js'");
  expect(project.list()).toHaveLength(2);
});

test('what was applied is extracted as the configuration of the kind', async () => {
  const code = await generated(on(kindWith('  a: string;')));
  expect(code).toContain(
    'export function extractThing(\n  object: Stored<Thing>,\n  fieldManager: string,\n  options?: ExtractOptions,\n): ThingApplyConfiguration {',
  );
});

test('a cluster-scoped kind has no namespace', async () => {
  const code = await generated(on(kindWith('  a: string;', { marks: '+kubebuilder:resource:scope=Cluster' })));
  expect(code).toContain('(\n  name: string,\n  fields: ApplyFields<ThingApplyConfiguration> = {},\n)');
  expect(code).toContain('metadata: { ...fields.metadata, name },');
});

test('the function of a kind begins with a small letter, its abbreviation too', async () => {
  expect(await generated(on(kindWith('  a: string;', { kind: 'HTTPRoute' })))).toContain('function httpRouteApply');
  expect(await generated(on(kindWith('  a: string;', { kind: 'DNS' })))).toContain('function dnsApply');
});

test('types that cannot be imported are reached by the way to them', async () => {
  const members =
    '  box: Box<Hidden>;\n  inPlace: { deep: { x: string } }[];\n  map: Record<string, Hidden>;\n  taken: ApplyFields;';
  const more =
    'export interface Box<T> { value: T; label: string }\ninterface Hidden { x: string }\nexport interface ApplyFields { x: string }\n';
  const marked = members.replace('  inPlace', '  /**\n   * +listType=atomic\n   */\n  inPlace');
  const code = await generated(on(kindWith(marked)) + more);
  expect(code).toContain("type Box = NonNullable<Spec['box']>;");
  expect(code).toContain("type Hidden = NonNullable<Box['value']>;");
  expect(code).toContain('readonly map?: Readonly<Record<string, HiddenApplyConfiguration>>;');
  // A name that the file imports already.
  expect(code).toContain("import type { ApplyFields as ApplyFields2, Spec, Thing } from './types.js';");
});

test('what a field says is said here too', async () => {
  const inner = 'export interface Inner { x: string }\n';
  const code = await generated(on(kindWith('  /** All about *the* inner. */\n  inner: Inner | null;')) + inner);
  expect(code).toContain('  /** All about *the* inner. */\n  readonly inner?: InnerApplyConfiguration | null;\n');
});

test('a header stands first', async () => {
  using project = new Project({ [TYPES]: on(kindWith('  a: string;')), 'header.txt': '// Licensed.\n' });
  await project.run('applyconfiguration:headerFile=header.txt', 'paths=./api/...');
  expect(project.read(FILE)).toMatch(/^\/\/ Licensed\.\n\/\/ Code generated/);
});
