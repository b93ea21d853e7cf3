import { expect, test } from 'vitest';
import { EXIT } from '../../src/index.ts';
import { kindWith, Project } from '../support/run-on.ts';

/** What the tool promises. The limit leaves room for a machine that runs other tests beside it. */
const TYPES = 500;
const LIMIT_MS = 3000;

test(`${TYPES} types take less than ${LIMIT_MS / 1000} s`, async () => {
  const field = (i: number): string =>
    `  /**\n   * Field of it.\n   * +kubebuilder:validation:MaxLength=${i + 1}\n   */\n  f: string;`;
  const types = Array.from({ length: TYPES }, (_, i) => `export interface T${i} {\n${field(i)}\n}\n`).join('\n');
  const members = Array.from({ length: TYPES }, (_, i) => `  t${i}?: T${i};`).join('\n');
  using project = new Project({ 'api/v1/types.ts': `${kindWith(members)}\n${types}` });
  const started = performance.now();
  const { exit, stderr } = await project.run('crd', 'paths=./api/...', 'output:dir=out');
  const elapsed = performance.now() - started;
  expect(stderr).toBe('');
  expect(exit).toBe(EXIT.done);
  expect(elapsed).toBeLessThan(LIMIT_MS);
  console.log(`${TYPES} types: ${elapsed.toFixed(0)} ms`);
});
