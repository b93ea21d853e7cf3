import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT, type ExitCode, run } from '../../../src/index.ts';
import { kindWith, Project } from '../../support/run-on.ts';

const TYPES = 'api/v1/types.ts';
const CRD = 'out/example.com_things.yaml';
const ARGUMENTS = ['crd', 'paths=./api/...', 'output:dir=out', '--watch'];

/** A run with `--watch`, and what it says. */
class Watch implements AsyncDisposable {
  readonly #interruption = new AbortController();
  readonly #exit: Promise<ExitCode>;
  #unread = '';
  #wake: () => void = () => undefined;

  constructor(folder: string, args: readonly string[] = ARGUMENTS) {
    this.#exit = run(args, {
      cwd: folder,
      stdout: () => undefined,
      stderr: (text) => {
        this.#unread += text;
        this.#wake();
      },
      interruption: () => this.#interruption.signal,
    });
  }

  /** Waits until it says something, and forgets what it said up to there. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#unread);
      if (found !== null) {
        this.#unread = this.#unread.slice(found.index + found[0].length);
        return found[0];
      }
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.#wake = () => resolve(undefined);
      await promise;
    }
  }

  async end(): Promise<ExitCode> {
    this.#interruption.abort();
    return this.#exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

const WROTE = /wrote .*\(\d+ ms\)\n/;

test('writes at the start, and again after each change', async () => {
  using project = new Project({ [TYPES]: kindWith('  a: string;') });
  await using watch = new Watch(project.folder);
  expect(await watch.says(WROTE)).toMatch(`wrote ${CRD} (`);
  project.write({ [TYPES]: kindWith('  a: string;\n  added: string;') });
  await watch.says(WROTE);
  expect(project.read(CRD)).toContain('added:');
  project.write({ [TYPES]: kindWith('  again: string;') });
  await watch.says(WROTE);
  expect(project.read(CRD)).toContain('again:');
});

test('ends when it is interrupted', async () => {
  using project = new Project({ [TYPES]: kindWith('  a: string;') });
  const watch = new Watch(project.folder);
  await watch.says(WROTE);
  expect(await watch.end()).toBe(EXIT.done);
});

test('shows errors, and goes on', async () => {
  using project = new Project({ [TYPES]: kindWith('  a: number;') });
  await using watch = new Watch(project.folder);
  await watch.says(/types\.ts:12:6: error: a bare number does not say which[^]*1 error; nothing was written\./);
  project.write({ [TYPES]: kindWith('  a: string;') });
  await watch.says(WROTE);
  project.write({ [TYPES]: kindWith('  b: number;') });
  await watch.says(/1 error; nothing was written\./);
  expect(project.read(CRD)).toContain('a:');
});

test('sees changes of files that the types import, and of files that options name', async () => {
  const types = kindWith('  inner: Inner;').replace(
    '\nexport',
    "\nimport type { Inner } from '../../shared/inner.ts';\n\nexport",
  );
  using project = new Project({
    [TYPES]: types,
    'shared/inner.ts': 'export interface Inner { x: string }',
    'doc/header.txt': '# One\n',
  });
  await using watch = new Watch(project.folder, ['crd:headerFile=doc/header.txt', ...ARGUMENTS.slice(1)]);
  await watch.says(WROTE);
  await watch.says(/up to date/);
  project.write({ 'shared/inner.ts': 'export interface Inner { y: string }' });
  await watch.says(WROTE);
  expect(project.read(CRD)).toContain('"y":');
  project.write({ 'doc/header.txt': '# Two\n' });
  await watch.says(WROTE);
  expect(project.read(CRD)).toMatch(/^# Two\n/);
});

test('sees new folders, and outlives their end', async () => {
  using project = new Project({ [TYPES]: kindWith('  a: string;') });
  await using watch = new Watch(project.folder);
  await watch.says(WROTE);
  project.write({
    'api/v2/types.ts': kindWith('  a: string;', { kind: 'Other' }).replace('+versionName=v1', '+versionName=v2'),
  });
  expect(await watch.says(WROTE)).toContain('out/example.com_others.yaml');
  rmSync(join(project.folder, 'api/v2'), { recursive: true });
  project.write({ [TYPES]: kindWith('  b: string;') });
  expect(await watch.says(WROTE)).toContain(CRD);
});

test('a path that is gone is an error of the moment, but not at the start', async () => {
  using project = new Project({ [TYPES]: kindWith('  a: string;') });
  await using watch = new Watch(project.folder, ['crd', 'paths=./api/v1', 'output:dir=out', '--watch']);
  await watch.says(WROTE);
  rmSync(join(project.folder, TYPES));
  await watch.says(/no TypeScript source there\n/);
  project.write({ [TYPES]: kindWith('  b: string;') });
  await watch.says(WROTE);
  const { exit, stderr } = await project.run('crd', 'paths=./nowhere', '--watch');
  expect(stderr).toContain('does not exist');
  expect(exit).toBe(EXIT.usage);
});

test('--check looks once, and does not watch', async () => {
  using project = new Project({ [TYPES]: kindWith('  a: string;') });
  expect((await project.run(...ARGUMENTS, '--check')).stderr).toContain('--check looks once');
});
