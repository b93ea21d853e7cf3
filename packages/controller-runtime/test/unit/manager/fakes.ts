import { Registry } from 'prom-client';
import type { Cache } from '../../../src/cache/index.ts';
import type { LiveClient } from '../../../src/client/index.ts';
import { aborted } from '../../../src/internal/abort.ts';
import type { Runnable } from '../../../src/internal/runnable.ts';
import { LeaderElectionLostError, type LeaderElector } from '../../../src/leaderelection/index.ts';
import { discardLogger } from '../../../src/log/index.ts';
import { ControllerManager, type ManagerParts } from '../../../src/manager/controller-manager.ts';
import { Scheme } from '../../../src/scheme/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

/** A runnable that tells the journal when it starts and when it has stopped, after `stopMs` of being told to. */
export function aRunnable(
  journal: string[],
  clock: FakeClock,
  name: string,
  { stopMs = 0, ...over }: Partial<Runnable> & { readonly stopMs?: number } = {},
): Runnable {
  return {
    name,
    start: async (signal) => {
      journal.push(`+${name}`);
      await aborted(signal);
      await clock.delay(stopMs);
      journal.push(`-${name}`);
    },
    ...over,
  };
}

/** An elector whose fate the test decides. */
export class ManualElector {
  elect: () => void = () => undefined;
  lose: () => void = () => undefined;
  released = false;
  mayRelease: () => boolean = () => false;

  async run(signal: AbortSignal, onElected: () => void): Promise<void> {
    this.elect = onElected;
    const lost = new Promise<never>((_resolve, reject) => {
      this.lose = () => reject(new LeaderElectionLostError('the leader lease is lost'));
    });
    await Promise.race([aborted(signal), lost]);
    this.released = this.mayRelease();
  }
}

export function setUp(over: Partial<ManagerParts> & { readonly elector?: ManualElector } = {}) {
  const clock = new FakeClock();
  const journal: string[] = [];
  const synced = Promise.withResolvers<undefined>();
  const cache = {
    start: async (signal: AbortSignal) => {
      journal.push('+cache');
      await aborted(signal);
      journal.push('-cache');
    },
    waitForSync: async ({ signal }: { readonly signal: AbortSignal }) => {
      await Promise.race([synced.promise, aborted(signal)]);
    },
  } as unknown as Cache;
  const { elector, ...parts } = over;
  const manager = new ControllerManager({
    client: {} as LiveClient,
    apiReader: {} as LiveClient,
    restMapper: {} as LiveClient['restMapper'],
    cache,
    scheme: new Scheme(),
    config: {
      server: 'https://test',
      tls: { insecureSkipVerify: false },
      auth: { kind: 'none' },
      namespace: 'ns',
      origin: 'test',
    },
    registry: new Registry(),
    logger: discardLogger,
    clock,
    controllerDefaults: {},
    createRecorder: (name) => ({
      event: () => undefined,
      start: async (signal) => {
        journal.push(`+events of ${name}`);
        await aborted(signal);
        journal.push(`-events of ${name}`);
      },
    }),
    metricsServer: undefined,
    createWebhookServer: () => {
      throw new Error('there are no webhooks in these tests');
    },
    healthProbeBindAddress: undefined,
    profileServer: undefined,
    createElector:
      elector === undefined
        ? undefined
        : (mayRelease) => {
            elector.mayRelease = mayRelease;
            return elector as unknown as LeaderElector;
          },
    lostLeaseGraceMs: 5_000,
    gracefulShutdownTimeoutMs: 30_000,
    clients: [
      {
        destroy: () => {
          journal.push('-client');
          return Promise.resolve();
        },
      },
    ],
    ...parts,
  });
  const stop = new AbortController();
  return {
    clock,
    journal,
    manager,
    stop,
    cacheSynced: () => synced.resolve(undefined),
    /** What became of `start`: undefined while it runs. */
    start: () => {
      const state: { outcome: 'ended' | Error | undefined } = { outcome: undefined };
      void manager.start(stop.signal).then(
        () => (state.outcome = 'ended'),
        (error: unknown) => (state.outcome = error as Error),
      );
      return state;
    },
  };
}
