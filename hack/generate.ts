/**
 * Writes what is generated from the types and markers and checked in. `--check` writes nothing and fails, with a diff,
 * when a file is out of date.
 */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { run } from './lib/process.ts';

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
  const check = args.includes('--check');
  const asked = GENERATORS.filter((name) => args.includes(name));
  let exit = 0;
  for (const name of asked.length > 0 ? asked : GENERATORS) {
    const { code } = await run(
      [
        'node',
        '--conditions=@kubewright/source',
        'packages/controller-gen/src/cli/main.ts',
        ...COMMANDS[name],
        ...(check ? ['--check'] : []),
      ],
      { stream: true },
    );
    exit = Math.max(exit, code);
  }
  return exit;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
