import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kindWith, Project } from '../../support/run-on.ts';

test('an error in one kind keeps back the files of all, and of all generators', async () => {
  using project = new Project({
    'api/v1/types.ts': kindWith('  a: string;', { marks: '+kubebuilder:rbac:groups=a,resources=b,verbs=get' }),
    'api/v1/other.ts': kindWith('  a: number;', { kind: 'Other' }),
  });
  const before = project.list();
  await project.run('crd', 'object', 'rbac:roleName=r', 'paths=./api/...');
  expect(project.list()).toEqual(before);
});

test('a file that cannot be written leaves the others as they were, and no rests', async () => {
  using project = new Project({ 'api/v1/types.ts': kindWith('  a: string;') });
  await project.run('crd', 'object', 'paths=./api/...', 'output:crd:dir=out');
  const before = project.read('api/v1/zz_generated.object.ts');
  project.write({ 'api/v1/types.ts': kindWith('  a: string;', { marks: 'New text.' }) });
  // A folder where the staged copy of the last file would go.
  const inTheWay = `out/example.com_things.yaml.${process.pid}.tmp`;
  mkdirSync(join(project.folder, inTheWay));
  chmodSync(join(project.folder, inTheWay), 0o500);
  await expect(project.run('object', 'crd', 'paths=./api/...', 'output:crd:dir=out')).rejects.toThrow('EISDIR');
  expect(project.read('api/v1/zz_generated.object.ts')).toBe(before);
  expect(project.list().filter((path) => path.endsWith('.tmp'))).toEqual([]);
});
