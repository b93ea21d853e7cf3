import { delimiter, dirname } from 'node:path';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { EXIT } from '../../src/index.ts';
import { kindWith, Project } from '../support/run-on.ts';

const PATH = 'api/v1/types.ts';

/** Members of a spec. The bar stands where the error must point; the message is given, or a part of it. */
const REFUSED = [
  {
    name: 'a rule about a field that there is not, at the field',
    source: ['  /** +kubebuilder:validation:XValidation:rule="self.size() > 1 && self¦.length" */', '  a: string;'],
    message: "type 'string' does not support field selection",
  },
  {
    name: 'a rule that compares what cannot be compared',
    source: ['  /** +kubebuilder:validation:XValidation:rule=`self ¦== 3`,message="m" */', '  a: string;'],
    message: "found no matching overload for '_==_' applied to '(string, int)'",
  },
  {
    name: 'a message expression that gives no message',
    source: [
      '  /** ¦+kubebuilder:validation:XValidation:rule="self != \'\'",messageExpression="1 + 1" */',
      '  a: string;',
    ],
    message: 'says: messageExpression must evaluate to a string',
  },
  {
    name: 'a rule above the cost limit, at the marker',
    source: [
      '  /**',
      '   * ¦+kubebuilder:validation:XValidation:rule="self.all(x, self.all(y, self.all(z, x + y == z)))"',
      '   */',
      '  a: string[];',
    ],
    message: 'estimated rule cost exceeds budget',
  },
  {
    name: 'a rule on what a list of a map holds',
    source: [
      '  a: Record<string, {',
      '    /** +kubebuilder:validation:XValidation:rule="¦nowhere == 1" */',
      '    b: int32[];',
      '  }>;',
    ],
    message: "undeclared reference to 'nowhere'",
  },
  {
    name: 'what is no rule: a list that must hold each item once',
    source: ['  /** +kubebuilder:validation:UniqueItems=true */', '  ¦a: string[];'],
    message: 'uniqueItems cannot be set to true',
  },
] as const;

describe('--dry-run-server', () => {
  const env = testEnvironment();

  beforeAll(() => {
    const kubectl = inject('kubewright')?.controlPlane.kubectlPath ?? '';
    vi.stubEnv('PATH', `${dirname(kubectl)}${delimiter}${process.env['PATH'] ?? ''}`);
    vi.stubEnv('KUBECONFIG', env.kubeconfigPath);
  });
  afterAll(() => void vi.unstubAllEnvs());

  const dryRun = (project: Project): ReturnType<Project['run']> =>
    project.run('crd', 'paths=./api/...', 'output:dir=out', '--dry-run-server');

  test.for(REFUSED)('names $name', async ({ source, message }) => {
    const types = kindWith(source.join('\n'), { imports: 'int32' });
    const before = types.slice(0, types.indexOf('¦'));
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n');
    using project = new Project({ [PATH]: types.replace('¦', '') });
    const { exit, stderr } = await dryRun(project);
    const found = stderr
      .split('\n')
      .filter((text) => text.startsWith(`${PATH}:${line}:${column}: error: the API server says`));
    expect(found.join('\n'), stderr).toContain(message);
    expect(exit).toBe(EXIT.failed);
    expect(project.list()).toEqual([PATH]);
  });

  test('names what is wrong in each version, and in each kind', async () => {
    const rule = (text: string): string => `  /** +kubebuilder:validation:XValidation:rule="${text}" */\n  a: string;`;
    using project = new Project({
      'api/v1/types.ts': kindWith(rule('self.one'), { marks: '+kubebuilder:storageversion' }),
      'api/v2/types.ts': kindWith(rule('self.two')).replace('versionName=v1', 'versionName=v2'),
      'api/v3/types.ts': kindWith(rule('self.three'), { kind: 'Other' }).replace('versionName=v1', 'versionName=v3'),
    });
    const { stderr } = await dryRun(project);
    expect(stderr).toMatch(/^api\/v1\/types.ts:15:[^]*^api\/v2\/types.ts:12:[^]*^api\/v3\/types.ts:12:/m);
    expect(stderr).toContain('3 errors; nothing was written.');
  });

  test('is content with what the server takes, keeps nothing there, and writes', async () => {
    using project = new Project({ [PATH]: kindWith('  a: string;') });
    expect(await dryRun(project)).toEqual({ exit: EXIT.done, stdout: '', stderr: '' });
    expect(project.list()).toContain('out/example.com_things.yaml');
    expect((await env.kubectl('get', 'crd', 'things.example.com')).stderr).toContain('NotFound');
  });

  test('judges a CRD that is there already as its replacement', async () => {
    const group = (text: string): string => text.replace('groupName=example.com', 'groupName=dry-run.example.com');
    using project = new Project({ [PATH]: group(kindWith('  a: string;')) });
    await dryRun(project);
    const crd = project.read('out/dry-run.example.com_things.yaml');
    await env.kubectl.apply(crd);
    expect((await dryRun(project)).exit).toBe(EXIT.done);
    const rule = '  /** +kubebuilder:validation:XValidation:rule="self.b" */\n  a: string;';
    project.write({ [PATH]: group(kindWith(rule)) });
    expect((await dryRun(project)).stderr).toContain('does not support field selection');
    expect(project.read('out/dry-run.example.com_things.yaml')).toBe(crd);
  });

  test('says so if there is no kubectl, or no server', async () => {
    using project = new Project({ [PATH]: kindWith('  a: string;') });
    const path = process.env['PATH'] ?? '';
    vi.stubEnv('PATH', '/nowhere');
    const without = await dryRun(project);
    vi.stubEnv('PATH', path);
    expect(without.stderr).toContain('--dry-run-server: kubectl cannot be run: ');
    vi.stubEnv('KUBECONFIG', '/nowhere');
    const nowhere = await dryRun(project);
    vi.stubEnv('KUBECONFIG', env.kubeconfigPath);
    expect(nowhere.stderr).toContain('--dry-run-server: ');
    expect([without.exit, nowhere.exit]).toEqual([EXIT.failed, EXIT.failed]);
    expect(project.list()).toEqual([PATH]);
  });
});
