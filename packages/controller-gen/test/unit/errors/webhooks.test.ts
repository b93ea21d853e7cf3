import { expect, test } from 'vitest';
import { EXIT } from '../../../src/index.ts';
import { Project } from '../../support/run-on.ts';

const GOOD =
  'path=/v,mutating=false,failurePolicy=fail,sideEffects=None,groups=a,resources=b,verbs=create,versions=v1,name=v.a.io,admissionReviewVersions=v1';

/** A change of a marker that is right, and what is said of it. */
const CASES = [
  ['admissionReviewVersions=v1', 'admissionReviewVersions={}', 'admissionReviewVersions must not be empty'],
  ['path=/v', 'path=/v,url="https://a"', 'give either a path at the Service or a url'],
  ['path=/v', 'url=""', 'give either a path at the Service or a url'],
  ['failurePolicy=fail', 'failurePolicy=perhaps', 'failurePolicy is one of'],
  ['sideEffects=None', 'sideEffects=Some', 'sideEffects is one of None, NoneOnDryRun, not "Some"'],
  ['path=/v', 'path=/v,timeoutSeconds=31', 'timeoutSeconds is 1 to 30, not 31'],
  ['path=/v', 'path=/v,matchPolicy=Rough', 'matchPolicy is one of'],
  ['path=/v', 'path=/v,patch="{"', 'the patch is no JSON'],
  ['path=/v', 'path=/v,patch="[]"', 'the patch must be a JSON object'],
  [
    'path=/v',
    'path=/v,patch=`{"nameSpaceSelector":{}}`',
    'a webhook has no field nameSpaceSelector. Did you mean namespaceSelector?',
  ],
] as const;

test.for(CASES)('a webhook in which %s is %s is an error at the marker', async ([right, wrong, message]) => {
  const marker = `+kubebuilder:webhook:${GOOD.replace(right, wrong)}`;
  using project = new Project({ 'hook.ts': `/**\n * ${marker}\n */\nexport class Hook {}\n` });
  const { exit, stderr } = await project.run('webhook', 'paths=./hook.ts', 'output:dir=out');
  expect(stderr).toContain(`hook.ts:2:4: error: +kubebuilder:webhook: ${message}`);
  expect(exit).toBe(EXIT.failed);
  expect(project.list()).toEqual(['hook.ts']);
});

test('a second name of a configuration is an error at the second', async () => {
  const name = (text: string): string => ` * +kubebuilder:webhookconfiguration:mutating=false,name=${text}\n`;
  const source = `/**\n${name('a')}${name('b')} * +kubebuilder:webhook:${GOOD}\n */\nexport class Hook {}\n`;
  using project = new Project({ 'hook.ts': source });
  const { stderr } = await project.run('webhook', 'paths=./hook.ts', 'output:dir=out');
  expect(stderr).toContain('hook.ts:3:4: error: the validating configuration has a name already');
});
