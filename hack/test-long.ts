/**
 * `make test-long`: `make test` with many more random runs and for longer, then the operator's tests on the older versions of
 * PostgreSQL. Every part runs, also after one has failed; the last lines say which did.
 */
import process from 'node:process';
import { run } from './lib/process.ts';

/** How much more: the tests' own variables, each of which may be set to something else. */
const LONG: Readonly<Record<string, string>> = {
  FENCE_TRIALS: '100000',
  RANDOM_TYPES: '20000',
  MODEL_RUNS: '100000',
  FAST_CHECK_RUNS: '100000',
  ROW_MODEL_RUNS: '2000',
  CHURN_OBJECTS: '100000',
  // Ten minutes in which nothing happens.
  STEADY_OBJECTS: '10000',
  STEADY_SECONDS: '600',
};

/** `make test` runs on the newest. */
const OLDER_VERSIONS = ['15', '16', '17'] as const;

/** All that speaks to PostgreSQL: how it is started, the row store, the operator's parts, and the operator as a process. */
const OPERATOR_TESTS = [
  ...['--project', 'envtest', '--project', 'e2e'],
  ...['packages/envtest/test/envtest/postgres', 'apps/postgres-writer/test/envtest', 'test/e2e'],
  ...['--exclude', 'test/e2e/examples/**'],
] as const;

interface Part {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

const own = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, process.env[name] ?? value]));

const seed = process.env['SEED'] ?? String(Math.floor(Math.random() * 2 ** 15));
console.log(`SEED=${seed} repeats this run's random values`);

const PARTS: readonly Part[] = [
  {
    name: 'all tests, long',
    command: ['node', '--conditions=@kubewright/source', 'hack/test.ts'],
    env: own({ ...LONG, SEED: seed, FENCE_SEED: seed }),
  },
  ...OLDER_VERSIONS.map((version): Part => ({
    name: `PostgreSQL ${version}`,
    command: ['vitest', 'run', ...OPERATOR_TESTS],
    env: { POSTGRES_VERSION: version },
  })),
];

const lines: string[] = [];
for (const { name, command, env } of PARTS) {
  console.log(`\n${name}`);
  const { code, seconds } = await run(command, { stream: true, env });
  if (code !== 0) process.exitCode = 1;
  lines.push(`${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(16)} ${(seconds / 60).toFixed(1).padStart(6)} min`);
}
console.log(`\n${lines.join('\n')}`);
