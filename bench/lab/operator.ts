import { ServerProcess } from '@kubewright/envtest';
import type { Program } from '../peers/peer.ts';

/** Starts an operator. It is not asked whether it is ready: what it does shows that. */
export function startOperator(
  name: string,
  { command, args, env }: Program,
  { logPath, signal }: { readonly logPath: string; readonly signal: AbortSignal },
): Promise<ServerProcess> {
  return ServerProcess.start({
    name,
    command,
    args,
    env,
    logPath,
    isReady: () => Promise.resolve(true),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 30_000,
    signal,
  });
}
