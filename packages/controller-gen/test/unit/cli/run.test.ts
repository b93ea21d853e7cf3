import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '../../../src/index.ts';
import { kindWith, Project } from '../../support/run-on.ts';

const CRD = 'out/example.com_things.yaml';
const project = (): Project => new Project({ 'api/v1/types.ts': kindWith('  a: string;') });

test('writes files where the output rules say, code beside the types', async () => {
  using files = project();
  expect((await files.run('crd', 'object', 'paths=./api/...', 'output:crd:dir=out')).exit).toBe(EXIT.done);
  expect(files.list()).toEqual(['api/v1/types.ts', 'api/v1/zz_generated.object.ts', CRD]);
});

test('manifests go to config/GENERATOR unless a rule says otherwise', async () => {
  using files = project();
  await files.run('crd', 'paths=./api/...');
  expect(files.list()).toContain('config/crd/example.com_things.yaml');
});

test('output:stdout prints, output:none does nothing', async () => {
  using files = project();
  expect((await files.run('crd', 'paths=./api/...', 'output:stdout')).stdout).toMatch(
    /^---\napiVersion: apiextensions/,
  );
  expect((await files.run('crd', 'paths=./api/...', 'output:none')).stdout).toBe('');
  expect(files.list()).toEqual(['api/v1/types.ts']);
});

test('a file that is equal already is left alone', async () => {
  using files = project();
  const written = (): number => statSync(join(files.folder, CRD)).mtimeMs;
  await files.run('crd', 'paths=./api/...', 'output:dir=out');
  const first = written();
  await files.run('crd', 'paths=./api/...', 'output:dir=out');
  expect(written()).toBe(first);
});

test('--check is content with files that are up to date', async () => {
  using files = project();
  await files.run('crd', 'paths=./api/...', 'output:dir=out');
  expect(await files.run('crd', 'paths=./api/...', 'output:dir=out', '--check')).toEqual({
    exit: EXIT.done,
    stdout: '',
    stderr: '',
  });
});

test('--check shows what is out of date, fails, and writes nothing', async () => {
  using files = project();
  await files.run('crd', 'paths=./api/...', 'output:dir=out');
  const before = files.read(CRD);
  files.write({ 'api/v1/types.ts': kindWith('  a: string;\n  b: boolean;') });
  const { exit, stdout, stderr } = await files.run('crd', 'paths=./api/...', 'output:dir=out', '--check');
  expect(exit).toBe(EXIT.failed);
  expect(stdout).toContain(`--- ${CRD}\n+++ ${CRD} (generated)\n@@ -`);
  expect(stdout).toContain('+              b:\n+                type: boolean\n');
  expect(stderr).toBe('1 generated file is out of date: run controller-gen without --check.\n');
  expect(files.read(CRD)).toBe(before);
});

test('--check takes a missing file for out of date', async () => {
  using files = project();
  expect((await files.run('crd', 'paths=./api/...', 'output:dir=out', '--check')).exit).toBe(EXIT.failed);
  expect(files.list()).toEqual(['api/v1/types.ts']);
});

test('a header file stands before the output, with the year put in', async () => {
  using files = project();
  files.write({ 'header.txt': '# Copyright YEAR\n' });
  const { stdout } = await files.run('crd:headerFile=header.txt,year=2026', 'paths=./api/...', 'output:stdout');
  expect(stdout).toMatch(/^# Copyright 2026\n---\n/);
});

test.for([
  { args: [], want: 'no generator: name at least one of crd, rbac' },
  { args: ['crd'], want: 'no paths: say where the types are' },
  { args: ['paths=./api/...'], want: 'no generator: name at least one of crd, rbac' },
  { args: ['crds', 'paths=./api/...'], want: 'unknown option "crds". Did you mean crd?' },
  { args: ['crd:maxDescLen=long', 'paths=./api/...'], want: 'expected a whole number' },
  { args: ['crd:maxDescLn=1', 'paths=./api/...'], want: 'crd has no argument "maxDescLn". Did you mean maxDescLen?' },
  { args: ['rbac', 'paths=./api/...'], want: 'rbac needs the argument "roleName"' },
  { args: ['crd', 'crd', 'paths=./api/...'], want: 'the generator crd is named twice' },
  { args: ['crd', 'output:rbac:dir=x', 'paths=./api/...'], want: 'the generator rbac does not run' },
  { args: ['crd:headerFile=none.txt', 'paths=./api/...'], want: 'none.txt: ENOENT' },
  { args: ['schemapatch:manifests=none', 'paths=./api/...'], want: 'none: ENOENT' },
  { args: ['crd', 'paths=./nowhere'], want: 'does not exist' },
  { args: ['crd', 'paths=./node_modules/@kubewright'], want: 'no TypeScript source there' },
  { args: ['crd', '--nonsense', 'paths=./api/...'], want: "Unknown option '--nonsense'" },
])('$args is wrong usage', async ({ args, want }) => {
  using files = project();
  const { exit, stderr } = await files.run(...args);
  expect(stderr).toContain(want);
  expect(exit).toBe(EXIT.usage);
});

test('--help names every generator, -w its markers, -ww their arguments', async () => {
  using files = project();
  expect((await files.run('--help')).stdout).toMatch(/crd .*\n[^]*rbac .*\n[^]*webhook .*\n[^]*object /);
  expect((await files.run('crd', '-w')).stdout).toContain('+kubebuilder:validation:MaxLength=<int>  on field, type');
  expect((await files.run('crd', '-w')).stdout).not.toContain('kubebuilder:rbac');
  expect((await files.run('rbac:roleName=x', '-ww')).stdout).toContain('verbs=[]string (required)');
  expect((await files.run('--version')).stdout).toMatch(/^Version: v\d+\.\d+\.\d+\n$/);
});
