import { expect, test } from 'vitest';
import { EXIT } from '../../../src/index.ts';
import { kindWith, Project } from '../../support/run-on.ts';

const errors = (stderr: string): readonly string[] => stderr.match(/^\S+: error: .*|^error: .*/gm) ?? [];

test('a kind in a folder without a group is an error', async () => {
  using project = new Project({
    'api/v1/types.ts':
      "import type { KubernetesObject } from '@kubewright/apimachinery';\nexport interface A extends KubernetesObject {}\n",
  });
  const { exit, stderr } = await project.run('crd', 'paths=./api/...', 'output:dir=out');
  expect(errors(stderr)).toEqual([
    expect.stringContaining('api/v1/types.ts:2:18: error: the folder of the kind A has no group'),
  ]);
  expect(exit).toBe(EXIT.failed);
});

const twoVersions = (v1: string, v2: string): Readonly<Record<string, string>> => ({
  'api/v1/types.ts': kindWith('  a: string;', { marks: v1 }),
  'api/v2/types.ts': kindWith('  a: string;', { marks: v2 }).replace('versionName=v1', 'versionName=v2'),
});

test.for([
  {
    name: 'no storage version',
    v1: '',
    v2: '',
    want: 'Thing has the versions v1, v2: one needs +kubebuilder:storageversion',
  },
  {
    name: 'two storage versions',
    v1: '+kubebuilder:storageversion',
    v2: '+kubebuilder:storageversion',
    want: 'Thing has several storage versions, v1 and v2',
  },
  {
    name: 'no version that is served',
    v1: '+kubebuilder:storageversion\n+kubebuilder:unservedversion',
    v2: '+kubebuilder:unservedversion',
    want: 'Thing serves none of its versions (v1, v2)',
  },
])('$name is an error', async ({ v1, v2, want }) => {
  using project = new Project(twoVersions(v1, v2));
  const { stderr } = await project.run('crd', 'paths=./api/...', 'output:dir=out');
  expect(errors(stderr)).toEqual([expect.stringContaining(want)]);
});

test('a scope that there is not is an error at the marker', async () => {
  using project = new Project({
    'api/v1/types.ts': kindWith('  a: string;', { marks: '+kubebuilder:resource:scope=World' }),
  });
  expect(errors((await project.run('crd', 'paths=./api/...', 'output:dir=out')).stderr)).toEqual([
    'api/v1/types.ts:8:4: error: +kubebuilder:resource: a scope is Namespaced or Cluster, not "World"',
  ]);
});

test('a required field of a group is an error', async () => {
  const source = kindWith('  a: string;\n  b?: string;').replace(
    'export interface Spec',
    '/** +kubebuilder:validation:ExactlyOneOf=a;b */\nexport interface Spec',
  );
  using project = new Project({ 'api/v1/types.ts': source });
  expect(errors((await project.run('crd', 'paths=./api/...', 'output:dir=out')).stderr)).toEqual([
    expect.stringContaining('api/v1/types.ts:13:3: error: the field a is part of a group'),
  ]);
});

test('markers of other tools pass, those of the list and those allowed', async () => {
  using project = new Project({
    'api/v1/types.ts': kindWith('  /** +mytool:x=1 */\n  a: string;', { marks: '+genclient\n+operator-sdk:csv:x=1' }),
  });
  const args = ['crd', 'paths=./api/...', 'output:dir=out'];
  expect(errors((await project.run(...args)).stderr)).toEqual([expect.stringContaining('unknown marker +mytool:x')]);
  expect((await project.run(...args, '--allow-markers=other,mytool')).stderr).toBe('');
});

test('a float needs an option', async () => {
  using project = new Project({ 'api/v1/types.ts': kindWith('  a: float64;', { imports: 'float64' }) });
  expect(errors((await project.run('crd', 'paths=./api/...', 'output:dir=out')).stderr)).toEqual([
    expect.stringContaining('api/v1/types.ts:12:6: error: a float loses precision'),
  ]);
  expect((await project.run('crd:allowDangerousTypes=true', 'paths=./api/...', 'output:dir=out')).exit).toBe(EXIT.done);
});

test('a webhook that an API server would refuse is an error at the marker', async () => {
  const marker =
    '+kubebuilder:webhook:path=/v,mutating=false,failurePolicy=fail,sideEffects=Some,groups=a,resources=b,verbs=create,versions=v1,name=v.a.io,admissionReviewVersions=v1';
  using project = new Project({ 'hook.ts': `/**\n * ${marker}\n */\nexport class Hook {}\n` });
  expect(errors((await project.run('webhook', 'paths=./hook.ts', 'output:dir=out')).stderr)).toEqual([
    'hook.ts:2:4: error: +kubebuilder:webhook: sideEffects is one of None, NoneOnDryRun, not "Some"',
  ]);
});
