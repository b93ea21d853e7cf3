import { spawnSync } from 'node:child_process';
import process from 'node:process';

export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl to its end; `inherit` shows what it says. Ends this process, with what to do, where there is none. */
export function runKubectl(
  command: string,
  args: readonly string[],
  { inherit = false }: { readonly inherit?: boolean } = {},
): KubectlResult {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', inherit ? 'inherit' : 'pipe', inherit ? 'inherit' : 'pipe'],
    maxBuffer: 1 << 30,
  });
  if (error !== undefined) {
    console.error(
      `cannot run ${command}: ${error.message}. Install kubectl, or name it: make … KUBECTL=/path/to/kubectl`,
    );
    process.exit(1);
  }
  return { code: status ?? 1, stdout, stderr };
}
