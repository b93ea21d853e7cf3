import type { ControlPlane } from '../control-plane/control-plane.ts';
import { startControlPlane } from '../control-plane/start-control-plane.ts';
import type { ProgressListener } from '../binaries/progress.ts';
import type { Postgres } from '../postgres/postgres.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { startWithin } from '../process/start-within.ts';
import { describeExit, type ServerProcess } from '../process/server-process.ts';
import type { Command } from './arguments.ts';
import { toShellExports } from './exports.ts';

export interface StartIo {
  readonly onProgress: ProgressListener;
  readonly print: (text: string) => void;
  readonly say: (message: string) => void;
  /** Ends it, while it starts as well as later. */
  readonly signal: AbortSignal;
}

/**
 * Starts the servers, prints how to reach them and resolves when the signal has aborted and all of them are gone.
 * @throws Error where one does not start, or ends by itself; the others are gone then too.
 */
export async function start(command: Command & { readonly name: 'start' }, io: StartIo): Promise<void> {
  const { onProgress, signal } = io;
  const { controllerManager, crdPaths, durable } = command;
  await using stack = new AsyncDisposableStack();
  const [controlPlane, postgres] = await Promise.all([
    startWithin(stack, startControlPlane({ controllerManager, crdPaths, durable, onProgress, signal })),
    command.postgres ? startWithin(stack, startPostgres({ durable, onProgress, signal })) : undefined,
  ]);
  io.print(toShellExports(controlPlane.access, postgres?.access));
  io.say('Ready. Ctrl-C ends it.');
  await Promise.race([aborted(signal), anyEnds(serversOf(controlPlane, postgres))]);
  io.say('Stopping.');
}

function serversOf(controlPlane: ControlPlane, postgres: Postgres | undefined): readonly ServerProcess[] {
  const { etcd, apiServer, controllerManager } = controlPlane;
  return [etcd, apiServer, controllerManager, postgres?.server].filter((server) => server !== undefined);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

async function anyEnds(servers: readonly ServerProcess[]): Promise<never> {
  return Promise.race(
    servers.map(async (server) => {
      const exit = await server.exited;
      throw new Error(`${server.name} ended by itself (${describeExit(exit)}); its log was ${server.logPath}`);
    }),
  );
}
