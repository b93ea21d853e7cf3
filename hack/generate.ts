/**
 * Writes what is generated from the types and markers and checked in. `--check` writes nothing and fails, with a diff,
 * when a file is out of date.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ROOT, run } from './lib/process.ts';

const CONTROLLER_GEN = join(ROOT, 'packages/controller-gen/src/cli/main.ts');

/** The make targets that write generated files, each with the arguments of controller-gen. */
const COMMANDS = {
  manifests: [
    'crd',
    'rbac:roleName=manager-role',
    'paths=./apps/postgres-writer/...',
    'output:crd:dir=config/crd/bases',
    'output:rbac:dir=config/rbac',
  ],
  generate: ['object', 'paths=./apps/postgres-writer/api/...'],
} as const;

type Generator = keyof typeof COMMANDS;
export const GENERATORS = Object.keys(COMMANDS) as readonly Generator[];

async function main(args: readonly string[]): Promise<number> {
  const check = args.includes('--check') ? ['--check'] : [];
  const asked = GENERATORS.filter((name) => args.includes(name));
  const commands = (asked.length > 0 ? asked : GENERATORS).map((name) => ({ args: COMMANDS[name], cwd: ROOT }));
  let exit = 0;
  for (const { args, cwd } of [...commands, ...(await examples())]) {
    const command = ['node', '--conditions=@kubewright/source', CONTROLLER_GEN, ...args, ...check] as const;
    const { code } = await run(command, { stream: true, cwd });
    exit = Math.max(exit, code);
  }
  return exit;
}

/** What each example generates, its own package.json says, as that of a user's project would. */
async function examples(): Promise<readonly { readonly args: readonly string[]; readonly cwd: string }[]> {
  const entries = await readdir(join(ROOT, 'examples'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(ROOT, 'examples', name));
  return await Promise.all(
    folders.map(async (cwd) => {
      const manifest = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8')) as {
        readonly scripts: { readonly generate: string };
      };
      const [, ...args] = manifest.scripts.generate.split(' ');
      return { args, cwd };
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
