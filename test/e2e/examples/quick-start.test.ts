import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, expect, test } from 'vitest';
import { until } from '../../support/eventually.ts';
import { Program } from '../../support/program.ts';

// Does what the page says, in its order. Only what comes from npm is put there from this checkout.
const ROOT = join(import.meta.dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/controller-runtime-quick-start.md'), 'utf8');
const BIN = join(ROOT, 'node_modules/.bin');
const environment = testEnvironment();
const parent = mkdtempSync(join(tmpdir(), 'quick-start-'));
const folder = join(parent, 'greeter');
afterAll(() => rmSync(parent, { recursive: true, force: true }));

interface Block {
  readonly language: string;
  readonly code: string;
  /** The file that the text before it names. */
  readonly file: string;
}

const blocks: readonly Block[] = [...PAGE.matchAll(/(.*?)^```(\w*)\n(.*?)^```$/gms)].map(
  ([, before = '', language = '', code = '']) => ({
    language,
    code,
    file: /`([\w./-]+\.(?:ts|json))`:$/.exec(before.trimEnd())?.[1] ?? '',
  }),
);
const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.trim().split('\n'));

function run(command: string, extra: readonly string[] = []): void {
  const [program = '', ...args] = command.split(' ');
  const { status, stdout, stderr } = spawnSync(program, [...args, ...extra], { cwd: folder, encoding: 'utf8' });
  expect({ command, status, output: status === 0 ? '' : stdout + stderr }).toEqual({ command, status: 0, output: '' });
}

/** Like `run`, for what the page has from npm. */
function npx(command: string): void {
  const [, name = '', ...args] = command.split(' ');
  const condition = '@kubewright/source';
  const controllerGen = `${BIN}/node --conditions=${condition} ${ROOT}/packages/controller-gen/src/cli/main.ts`;
  if (name === 'controller-gen') run([controllerGen, ...args].join(' '));
  // The packages are checked from source here, and as they are written.
  else run(`${BIN}/${name}`, [...args, '--customConditions', condition, '--exactOptionalPropertyTypes']);
}

function install(command: string): void {
  const names = command.split(' ').filter((word) => !word.startsWith('-') && word !== 'npm' && word !== 'install');
  for (const name of names) {
    const target = join(folder, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), target);
  }
}

test('the quick start works, command by command', { timeout: 120_000 }, async () => {
  mkdirSync(folder);
  for (const { file, code } of blocks.filter(({ file }) => file !== '')) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  await using running = new AsyncDisposableStack();
  const greetings: string[] = [];
  for (const command of commands) {
    if (command.startsWith('mkdir') || command.startsWith('npx kubewright-envtest')) continue;
    else if (command.startsWith('npm install')) install(command);
    else if (command.startsWith('npm ')) run(command);
    else if (command.startsWith('npx ')) npx(command);
    else if (command === 'node main.ts') {
      await until('the CRD to be served', async () =>
        (await environment.kubectl('get', 'greetings')).exitCode === 0 ? true : undefined,
      );
      running.use(new Program({ kubeconfigPath: environment.kubeconfigPath, folder }));
    } else if (command.startsWith('kubectl get')) {
      const wanted = greetings.length === 0 ? 'Hello, World!' : 'Hello, Ada!';
      const [, ...args] = command.replaceAll("'", '').split(' ');
      await until(`the ConfigMap to say ${wanted}`, async () =>
        (await environment.kubectl(...args)).stdout === wanted ? true : undefined,
      );
      greetings.push(wanted);
    } else if (command.startsWith('echo ')) {
      const manifest = /'(.*)'/.exec(command)?.[1] ?? '';
      await eventually(() => environment.kubectl.apply(manifest));
    } else if (command.startsWith('kubectl ')) {
      const [, ...args] = command.replaceAll("'", '').split(' ');
      const { exitCode, stderr } = await environment.kubectl(
        ...args.map((arg) => arg.replace(/^config\//, `${folder}/config/`)),
      );
      expect({ command, exitCode, stderr }).toEqual({ command, exitCode: 0, stderr: '' });
    } else throw new Error(`nobody knows how to run: ${command}`);
  }
  expect(greetings).toEqual(['Hello, World!', 'Hello, Ada!']);
});
