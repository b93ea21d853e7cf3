import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onFreePort, ServerProcess } from '@kubewright/envtest';
import type { Lab } from './servers.ts';

const MAIN = fileURLToPath(new URL('delay-proxy-main.ts', import.meta.url));

/** A database that is further away than it is. */
export interface DelayProxy {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
}

/** Puts PostgreSQL so many ms of round trip further away, at another address. */
export async function startDelayProxy(
  stack: AsyncDisposableStack,
  { controlPlane, postgres }: Lab,
  { delayMs, signal }: { readonly delayMs: number; readonly signal: AbortSignal },
): Promise<DelayProxy> {
  const { host, port: target } = postgres.access;
  return onFreePort(async (port) => {
    const { pid } = stack.use(
      await ServerProcess.start({
        name: 'the delaying proxy',
        command: process.execPath,
        args: [MAIN, String(port), host, String(target), String(delayMs)],
        logPath: join(controlPlane.access.directory, 'delay-proxy.log'),
        isReady: () => accepts(port),
        stopSignal: 'SIGTERM',
        signal,
      }),
    );
    return { host: '127.0.0.1', port, pid };
  });
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
