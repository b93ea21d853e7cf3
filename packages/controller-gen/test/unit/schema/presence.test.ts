import { expect, test } from 'vitest';
import { kindWith, Project } from '../../support/run-on.ts';

const INNER = 'export interface Inner {\n  value: string;\n  /** +required */\n  name: string;\n}\n';
const types = kindWith('  inner: Inner;').replace('\nexport', "\nimport type { Inner } from './inner.ts';\n\nexport");
const crd = async (project: Project, ...paths: readonly string[]): Promise<string> =>
  (await project.run('crd', ...paths, 'output:stdout')).stdout;

test('a field without ? is required', async () => {
  using project = new Project({ 'api/v1/types.ts': types, 'api/v1/inner.ts': INNER });
  expect(await crd(project, 'paths=./api/...')).toMatch(/required:\n +- name\n +- value\n/);
});

test('one file says for all of its folder that fields are optional', async () => {
  const doc = '/** +kubebuilder:validation:Optional */\nimport type {} from "x";\n';
  using project = new Project({ 'api/v1/types.ts': types, 'api/v1/inner.ts': INNER, 'api/v1/doc.ts': doc });
  const manifest = await crd(project, 'paths=./api/...');
  expect(manifest).toMatch(/required:\n +- name\n/);
  expect(manifest).not.toMatch(/- (value|inner|spec)\n/);
});

test('what a folder says does not hold for types that it imports from another', async () => {
  const optional = types
    .replace(' */', ' * +kubebuilder:validation:Optional\n */')
    .replace('./inner', '../../shared/inner');
  using project = new Project({ 'api/v1/types.ts': optional, 'shared/inner.ts': INNER });
  const manifest = await crd(project, 'paths=./api/...');
  expect(manifest).toMatch(/required:\n +- name\n +- value\n/);
  expect(manifest).not.toMatch(/- (inner|spec)\n/);
});

test('@deprecated stays out of the description, a paragraph "Deprecated:" stays in', async () => {
  const members = ['  /**', '   * The old way.', '   *', '   * Deprecated: use b.', '   * @deprecated use b', '   */'];
  using project = new Project({ 'api/v1/types.ts': kindWith([...members, '  a?: string;'].join('\n')) });
  const manifest = await crd(project, 'paths=./api/...');
  expect(manifest).toMatch(/description: \|-\n +The old way\.\n\n +Deprecated: use b\.\n +type: string/);
});
