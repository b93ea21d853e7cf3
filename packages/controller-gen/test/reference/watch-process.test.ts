import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '../../src/index.ts';
import { Project } from '../support/run-on.ts';

const EDITS = 5;
const ROOT = join(import.meta.dirname, '../../../..');
const NODE = join(ROOT, 'node_modules/.bin/node');
const MAIN = join(ROOT, 'packages/controller-gen/src/cli/main.ts');

// How fast it is: bench/controller-gen.ts.
test('--watch as a process writes after each edit, and ends with Ctrl-C', async () => {
  using project = new Project();
  cpSync(join(ROOT, 'apps/postgres-writer/api'), join(project.folder, 'api'), { recursive: true });
  const types = join(project.folder, 'api/v1/postgreswriter-types.ts');
  const args = ['crd', 'object', 'paths=./api/...', 'output:crd:dir=out', '--watch'];
  const watch = spawn(NODE, ['--conditions=@kubewright/source', MAIN, ...args], { cwd: project.folder });
  const ended = new Promise((resolve) => void watch.once('exit', resolve));
  try {
    await saysWrote(watch);
    for (let edit = 0; edit < EDITS; edit++) {
      const source = readFileSync(types, 'utf8');
      writeFileSync(types, source.replace('Name of the person', `Name (${edit}) of the person`));
      await saysWrote(watch);
      expect(project.read('out/demo.yash.com_postgreswriters.yaml')).toContain(`Name (${edit}) of the person`);
      writeFileSync(types, source);
      await saysWrote(watch);
    }
    watch.kill('SIGINT');
    // By itself: it has closed everything.
    expect(await ended).toBe(EXIT.done);
  } finally {
    watch.kill('SIGKILL');
    await ended;
  }
});

async function saysWrote(watch: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const listen = (chunk: Buffer): void => {
    if (chunk.toString().includes('wrote ')) resolve(undefined);
  };
  watch.stderr?.on('data', listen);
  await promise;
  watch.stderr?.off('data', listen);
}
