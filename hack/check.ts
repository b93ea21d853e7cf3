/**
 * The gate: the fast half of the tests, the same on a laptop and in CI. Every step runs, also after one has failed, and
 * each failure says what to type.
 */
import process from 'node:process';
import { GENERATORS } from './generate.ts';
import { run } from './lib/process.ts';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly mend: string;
}

const node = ['node', '--conditions=@kubewright/source'] as const;

const STEPS: readonly Step[] = [
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'], mend: 'make fmt' },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'], mend: 'npx tsc -p tsconfig.json' },
  {
    name: 'lint',
    command: ['eslint', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'],
    mend: 'npx eslint .',
  },
  { name: 'generated files', command: [...node, 'hack/generate.ts', '--check'], mend: `make ${GENERATORS.join(' ')}` },
  { name: 'unused code', command: ['knip', '--no-progress'], mend: 'npx knip' },
  { name: 'packages', command: [...node, 'hack/check-packages.ts'], mend: 'node hack/check-packages.ts' },
];

let failed = 0;
for (const step of STEPS) {
  const { code, output, seconds } = await run(step.command);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${step.name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s`);
  if (code !== 0) {
    failed += 1;
    console.log(output.trimEnd());
    console.log(`     to see it alone, or to mend it: ${step.mend}\n`);
  }
}
if (process.argv.includes('--without-unit')) process.exit(failed === 0 ? 0 : 1);

const unit = await run(['vitest', 'run', '--project', 'unit'], { stream: true });
process.exit(failed === 0 && unit.code === 0 ? 0 : 1);
