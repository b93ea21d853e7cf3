import { Registry } from 'prom-client';
import { createManager, discardLogger, loadConfig, type Manager, type ManagerOptions } from '../../../src/index.ts';

/** The part of the test environment that a manager needs. */
export interface ManagerEnvironment {
  readonly kubeconfigPath: string;
  readonly namespace: string;
}

/** A manager with a registry and ports of its own, that watches the test's namespace. */
export const makeManager = async (env: ManagerEnvironment, options: ManagerOptions = {}): Promise<Manager> =>
  await createManager({
    config: await loadConfig({ kubeconfig: env.kubeconfigPath }),
    logger: discardLogger,
    cache: { namespaces: [env.namespace] },
    metrics: { bindAddress: '127.0.0.1:0', registry: new Registry() },
    healthProbeBindAddress: '127.0.0.1:0',
    ...options,
  });

export interface RunningManager extends AsyncDisposable {
  /** Settles as `start` does. */
  readonly ended: Promise<void>;
  /** Tells it to stop, and waits. */
  stop(): Promise<void>;
}

/** Starts a manager; it stops at the end of the block at the latest. */
export function run(manager: Manager): RunningManager {
  const stop = new AbortController();
  const ended = manager.start(stop.signal);
  // Whoever awaits `ended` hears of a failure; the others by what they wait for.
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      stop.abort();
      await ended;
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended.catch(() => undefined);
    },
  };
}
