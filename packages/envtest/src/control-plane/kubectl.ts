import { dirname, join } from 'node:path';
import { type CommandResult, runCommand } from '../process/run-command.ts';

export type { CommandResult };

/** Runs the kubectl of this control plane against it. A failing command is a result, not an error. */
export interface Kubectl {
  (...args: readonly string[]): Promise<CommandResult>;
  /** Applies manifests, given as objects or as YAML. @throws Error with kubectl's own words where it refuses. */
  apply(...manifests: readonly (object | string)[]): Promise<void>;
}

export function kubectl(binary: string, kubeconfigPath: string): Kubectl {
  const env = {
    ...process.env,
    KUBECONFIG: kubeconfigPath,
    // Not in the home directory: a later server on this port would be taken for this one.
    KUBECACHEDIR: join(dirname(kubeconfigPath), 'kubectl-cache'),
  };
  const run = (args: readonly string[], input?: string): Promise<CommandResult> =>
    // Not watched: a command that outlives this process fails as soon as the control plane is gone.
    runCommand(binary, args, { env, ...(input === undefined ? {} : { input }) });
  return Object.assign((...args: readonly string[]) => run(args), {
    async apply(...manifests: readonly (object | string)[]) {
      const text = manifests.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n---\n');
      const { exitCode, stderr } = await run(['apply', '--filename=-'], text);
      if (exitCode !== 0) throw new Error(`kubectl apply failed: ${stderr.trim()}`);
    },
  });
}
