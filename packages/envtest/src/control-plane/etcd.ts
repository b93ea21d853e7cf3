import { join } from 'node:path';
import { onFreePort } from '../process/free-port.ts';
import { ServerProcess } from '../process/server-process.ts';
import { type Flags, toArguments } from './flags.ts';

export interface EtcdOptions {
  readonly binary: string;
  readonly directory: string;
  readonly durable: boolean;
  readonly flags: Flags | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface Etcd extends AsyncDisposable {
  readonly url: string;
  readonly process: ServerProcess;
}

/** Starts a cluster of one etcd, in plain text on 127.0.0.1, and resolves once it answers. */
export async function startEtcd({ binary, directory, durable, flags, signal }: EtcdOptions): Promise<Etcd> {
  return onFreePort(async (port) => {
    const url = `http://127.0.0.1:${port}`;
    const process = await ServerProcess.start({
      name: 'etcd',
      command: binary,
      args: toArguments(
        {
          'data-dir': join(directory, 'etcd-data'),
          'listen-client-urls': url,
          'advertise-client-urls': url,
          'listen-peer-urls': 'http://127.0.0.1:0',
          ...(durable ? {} : { 'unsafe-no-fsync': 'true' }),
        },
        flags,
      ),
      logPath: join(directory, 'etcd.log'),
      isReady: async (attempt) => {
        const response = await fetch(`${url}/readyz`, { signal: attempt });
        await response.body?.cancel();
        return response.ok;
      },
      stopSignal: 'SIGKILL', // its data goes with it
      signal,
    });
    return { url, process, [Symbol.asyncDispose]: () => process.stop() };
  });
}
