/**
 * How long controller-gen takes: this project's manifests from Node's start to the last file, 500 types, and from an edit
 * to the written file with `--watch`; beside it, how long the compiler alone takes to check the same project. Best of five.
 *
 * Run: `node --conditions=@kubewright/source bench/controller-gen.ts`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT } from '../hack/lib/process.ts';

const TYPES = 500;
const ROUNDS = 5;
const CONTROLLER_GEN = ['--conditions=@kubewright/source', join(ROOT, 'packages/controller-gen/src/cli/main.ts')];
const OPERATOR = ['crd', 'object', 'rbac:roleName=manager-role', 'paths=./apps/postgres-writer/...', 'output:none'];

const folder = mkdtempSync(join(tmpdir(), 'controller-gen-bench-'));
try {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions":{"customConditions":["@kubewright/source"]}}');
  mkdirSync(join(folder, 'api/v1'), { recursive: true });
  const types = join(folder, 'api/v1/types.ts');
  writeFileSync(types, manyTypes());

  const run = (args: readonly string[], cwd: string): number =>
    best(() => execFileSync(process.execPath, [...CONTROLLER_GEN, ...args], { cwd, stdio: 'ignore' }));
  const project = run(OPERATOR, ROOT);
  const many = run(['crd', 'paths=./api/...', 'output:dir=out'], folder);
  const compiler = best(() => execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['--noEmit', '-p', ROOT]));
  const edit = await bestEdit(types);
  const line = (what: string, ms: number): string => `${what.padEnd(40)} ${ms.toFixed(0)} ms\n`;
  process.stdout.write(
    line('the operator, Node’s start included', project) +
      line(`${TYPES} types, Node’s start included`, many) +
      line('--watch, from the edit to the file', edit) +
      line('tsc --noEmit of this project', compiler),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function manyTypes(): string {
  const type = (i: number): string =>
    `export interface T${i} {\n  /**\n   * Field of it.\n   * +kubebuilder:validation:MaxLength=${i + 1}\n   */\n  f: string;\n}\n`;
  const all = Array.from({ length: TYPES }, (_, i) => i);
  return `/** +groupName=example.com */
import type { KubernetesObject } from '@kubewright/apimachinery';
/** +kubebuilder:object:root=true */
export interface Thing extends KubernetesObject {
${all.map((i) => `  t${i}?: T${i};`).join('\n')}
}
${all.map(type).join('\n')}`;
}

function best(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...times);
}

async function bestEdit(types: string): Promise<number> {
  const args = [...CONTROLLER_GEN, 'crd', 'paths=./api/...', 'output:dir=watched', '--watch'];
  const watch = spawn(process.execPath, args, { cwd: folder });
  const ended = once(watch, 'exit');
  let said = '';
  watch.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  /** Until it has said for the n-th time that it wrote. */
  const wrote = async (n: number): Promise<void> => {
    while (said.split('wrote ').length <= n) {
      if (watch.exitCode !== null) throw new Error(`--watch ended: ${said}`);
      await Promise.race([once(watch.stderr, 'data'), ended]);
    }
  };
  const source = readFileSync(types, 'utf8');
  const times: number[] = [];
  try {
    await wrote(1);
    for (let round = 1; round <= ROUNDS; round++) {
      const began = performance.now();
      writeFileSync(types, source.replaceAll('Field of it', `Field of it, edited ${round} times`));
      await wrote(1 + round);
      times.push(performance.now() - began);
    }
  } finally {
    watch.kill('SIGINT');
    await ended;
  }
  return Math.min(...times);
}
