import { describe, expect, test } from 'vitest';
import type { Cache } from '../../../src/cache/index.ts';
import { aborted } from '../../../src/internal/abort.ts';
import { LeaderElectionLostError } from '../../../src/leaderelection/index.ts';
import { createLogger } from '../../../src/log/index.ts';
import { aRunnable, ManualElector, setUp } from './fakes.ts';

describe('order', () => {
  test('starts servers, webhooks, caches, others, leaders, and stops others, leaders, caches, webhooks, servers', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp();
    manager.add(aRunnable(journal, clock, 'leader'));
    manager.add(aRunnable(journal, clock, 'other', { needLeaderElection: false }));
    manager.add(aRunnable(journal, clock, 'webhook', { group: 'webhooks' }));
    manager.add(aRunnable(journal, clock, 'server', { group: 'servers' }));
    const state = start();
    await clock.advance(0);
    expect(journal).toEqual(['+server', '+webhook', '+cache']);
    cacheSynced();
    await clock.advance(0);
    expect(journal.splice(0)).toEqual(['+server', '+webhook', '+cache', '+other', '+leader']);
    stop.abort();
    await clock.advance(0);
    expect(journal).toEqual(['-other', '-leader', '-cache', '-webhook', '-server', '-client']);
    expect(state.outcome).toBe('ended');
  });

  test('waits for each group to have stopped before it stops the next', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp();
    manager.add(aRunnable(journal, clock, 'reconciler', { stopMs: 3_000 }));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    stop.abort();
    await clock.advance(2_999);
    expect(journal).not.toContain('-cache');
    await clock.advance(1);
    expect(journal.slice(-3)).toEqual(['-reconciler', '-cache', '-client']);
    expect(state.outcome).toBe('ended');
  });

  test('starts what is added late at once, and refuses it while stopping', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp();
    cacheSynced();
    start();
    await clock.advance(0);
    manager.add(aRunnable(journal, clock, 'late'));
    await clock.advance(0);
    expect(journal).toContain('+late');
    stop.abort();
    await clock.advance(0);
    expect(() => manager.add(aRunnable(journal, clock, 'too late'))).toThrow('the manager is stopping');
  });

  test('writes the events of reconcilers until these have stopped', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp();
    expect(manager.recorder('x')).toBe(manager.recorder('x'));
    manager.add(aRunnable(journal, clock, 'reconciler'));
    cacheSynced();
    start();
    await clock.advance(0);
    expect(journal.indexOf('+events of x')).toBeLessThan(journal.indexOf('+reconciler'));
    stop.abort();
    await clock.advance(0);
    expect(journal.indexOf('-events of x')).toBeGreaterThan(journal.indexOf('-reconciler'));
  });

  test('can be told to stop before it is up, and starts nothing more', async () => {
    const { clock, journal, manager, stop, start } = setUp();
    manager.add(aRunnable(journal, clock, 'leader'));
    const state = start();
    await clock.advance(0);
    stop.abort();
    await clock.advance(0);
    expect(journal).toEqual(['+cache', '-cache', '-client']);
    expect(state.outcome).toBe('ended');
    expect(clock.pending).toBe(0);
  });

  test.each(['a cache that waits for its list', 'what is warmed up'])(
    'can be told to stop while it waits for %s, which is no failure',
    async (what) => {
      const lines: string[] = [];
      const untilAborted = (signal: AbortSignal): Promise<never> =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      const cache = {
        start: (signal: AbortSignal) => aborted(signal),
        waitForSync: ({ signal }: { readonly signal: AbortSignal }) => untilAborted(signal),
      };
      const { clock, journal, manager, stop, cacheSynced, start } = setUp({
        ...(what.startsWith('a cache') && { cache: cache as unknown as Cache }),
        elector: new ManualElector(),
        logger: createLogger({ level: 'warn', sink: { write: (line) => void lines.push(line) } }),
      });
      manager.add(aRunnable(journal, clock, 'warmed', { warmUp: untilAborted }));
      cacheSynced();
      const state = start();
      await clock.advance(0);
      stop.abort();
      await clock.advance(0);
      expect(state.outcome).toBe('ended');
      expect(lines).toEqual([]);
    },
  );

  test('does nothing but close when it was told to stop before it started', async () => {
    const { clock, journal, stop, start } = setUp();
    stop.abort();
    const state = start();
    await clock.advance(0);
    expect(journal).toEqual(['-client']);
    expect(state.outcome).toBe('ended');
  });

  test('can be started once', async () => {
    const { clock, manager, stop, cacheSynced, start } = setUp();
    cacheSynced();
    start();
    await expect(manager.start(stop.signal)).rejects.toThrow('was started before');
    stop.abort();
    await clock.advance(0);
    await expect(manager.start(stop.signal)).rejects.toThrow('was started before');
  });

  test('refuses the same runnable twice', () => {
    const { clock, journal, manager } = setUp();
    const runnable = aRunnable(journal, clock, 'twice');
    manager.add(runnable);
    expect(() => manager.add(runnable)).toThrow('"twice" was added to the manager before');
  });
});

describe('failures', () => {
  test('of one runnable stop everything, and are what start rejects with', async () => {
    const { clock, journal, manager, cacheSynced, start } = setUp();
    manager.add(aRunnable(journal, clock, 'good'));
    manager.add(
      aRunnable(journal, clock, 'bad', {
        start: async () => {
          await clock.delay(1_000);
          throw new Error('disk on fire');
        },
      }),
    );
    cacheSynced();
    const state = start();
    await clock.advance(999);
    expect(state.outcome).toBeUndefined();
    await clock.advance(1);
    expect(journal.slice(-3)).toEqual(['-good', '-cache', '-client']);
    expect(state.outcome).toEqual(new Error('disk on fire'));
  });

  test('to come up, of a cache that does not sync', async () => {
    const failing = {
      start: (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
      waitForSync: () => Promise.reject(new Error('pods: forbidden')),
    };
    const { clock, journal, manager, start } = setUp({ cache: failing as never });
    manager.add(aRunnable(journal, clock, 'leader'));
    const state = start();
    await clock.advance(0);
    expect(state.outcome).toEqual(new Error('pods: forbidden'));
    expect(journal).not.toContain('+leader');
  });

  test('while stopping are all reported, and do not keep the others from stopping', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp();
    const failing = (name: string) =>
      aRunnable(journal, clock, name, {
        start: (signal) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new Error(`${name} failed`))),
          ),
      });
    manager.add(failing('one'));
    manager.add(failing('two'));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    stop.abort();
    await clock.advance(0);
    expect((state.outcome as Error).message).toBe('one failed; two failed');
    expect(journal.slice(-2)).toEqual(['-cache', '-client']);
  });

  test('of a runnable that lets the abort through are none', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp();
    manager.add(aRunnable(journal, clock, 'plain', { start: (signal) => clock.delay(1e9, { signal }) }));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    stop.abort();
    await clock.advance(0);
    expect(state.outcome).toBe('ended');
  });
});

describe('the graceful time-out', () => {
  test('has what is in hand dropped before it is over', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp();
    manager.add(
      aRunnable(journal, clock, 'busy', {
        start: (_signal, context) =>
          new Promise((resolve) =>
            context?.stopNow.addEventListener('abort', () => {
              journal.push(`busy gives up after ${clock.monotonic()} ms`);
              resolve();
            }),
          ),
      }),
    );
    cacheSynced();
    const state = start();
    await clock.advance(0);
    stop.abort();
    await clock.advance(30_000);
    expect(journal).toContain('busy gives up after 25000 ms');
    expect(journal.at(-1)).toBe('-client');
    expect(state.outcome).toBe('ended');
  });

  test('names what did not stop, and has told the others to', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp();
    manager.add(aRunnable(journal, clock, 'deaf', { start: () => new Promise(() => undefined) }));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    stop.abort();
    await clock.advance(30_000);
    expect(journal.at(-1)).toBe('-cache');
    expect(state.outcome).toBeUndefined();
    await clock.advance(1_000);
    expect(state.outcome).toEqual(new Error('did not stop within 30 s: deaf'));
    expect(journal.at(-1)).toBe('-client');
  });

  test('of 0 waits for nothing', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp({ gracefulShutdownTimeoutMs: 0 });
    manager.add(aRunnable(journal, clock, 'deaf', { start: () => new Promise(() => undefined) }));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    stop.abort();
    await clock.advance(0);
    expect((state.outcome as Error).message).toMatch('did not stop within 0 s');
  });

  test('that never ends waits on', async () => {
    const { clock, journal, manager, stop, cacheSynced, start } = setUp({ gracefulShutdownTimeoutMs: Infinity });
    manager.add(aRunnable(journal, clock, 'slow', { stopMs: 3_600_000 }));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    stop.abort();
    await clock.advance(3_599_000);
    expect(state.outcome).toBeUndefined();
    await clock.advance(1_000);
    expect(state.outcome).toBe('ended');
  });
});

describe('leader election', () => {
  test('has leaders wait for the lease, and the others not', async () => {
    const elector = new ManualElector();
    const { clock, journal, manager, stop, cacheSynced, start } = setUp({ elector });
    let elected = false;
    void manager.elected.then(() => (elected = true));
    manager.add(aRunnable(journal, clock, 'leader'));
    manager.add(aRunnable(journal, clock, 'other', { needLeaderElection: false }));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    expect(journal).toEqual(['+cache', '+other']);
    expect(elected).toBe(false);
    elector.elect();
    await clock.advance(0);
    expect(journal).toContain('+leader');
    expect(elected).toBe(true);
    stop.abort();
    await clock.advance(0);
    expect(elector.released).toBe(true);
    expect(state.outcome).toBe('ended');
  });

  test('gives the lease back only when all leaders have stopped', async () => {
    const elector = new ManualElector();
    const { clock, journal, manager, stop, cacheSynced, start } = setUp({ elector });
    manager.add(aRunnable(journal, clock, 'deaf', { start: () => new Promise(() => undefined) }));
    cacheSynced();
    start();
    await clock.advance(0);
    elector.elect();
    await clock.advance(0);
    stop.abort();
    await clock.advance(31_000);
    expect(elector.released).toBe(false);
  });

  test('competes no more once it is told to stop, however long the others take', async () => {
    const elector = new ManualElector();
    const { clock, journal, manager, stop, cacheSynced, start } = setUp({ elector });
    manager.add(aRunnable(journal, clock, 'other', { needLeaderElection: false, stopMs: 1_000 }));
    cacheSynced();
    start();
    await clock.advance(0);
    stop.abort();
    await clock.advance(999);
    expect(journal).not.toContain('-other');
    expect(elector.released).toBe(true);
    await clock.advance(1);
    expect(journal).toContain('-client');
  });

  test('stops everything at once when the lease is lost, and says so', async () => {
    const elector = new ManualElector();
    const { clock, journal, manager, cacheSynced, start } = setUp({ elector });
    manager.add(
      aRunnable(journal, clock, 'reconciler', {
        start: (_signal, context) =>
          new Promise((resolve) =>
            context?.stopNow.addEventListener('abort', () => {
              journal.push('dropped');
              resolve();
            }),
          ),
      }),
    );
    cacheSynced();
    const state = start();
    await clock.advance(0);
    elector.elect();
    await clock.advance(0);
    elector.lose();
    await clock.advance(0);
    expect(journal).toContain('dropped');
    expect(state.outcome).toEqual(new LeaderElectionLostError('the leader lease is lost'));
  });

  test('waits no longer for leaders than others may not take the lease', async () => {
    const elector = new ManualElector();
    const { clock, journal, manager, cacheSynced, start } = setUp({ elector });
    manager.add(aRunnable(journal, clock, 'deaf', { start: () => new Promise(() => undefined) }));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    elector.elect();
    await clock.advance(0);
    elector.lose();
    await clock.advance(5_200);
    expect((state.outcome as Error).message).toBe('the leader lease is lost; did not stop within 5 s: deaf');
  });

  test('warms leaders up beforehand, and stops what was warmed up though it never led', async () => {
    const elector = new ManualElector();
    const { clock, journal, manager, stop, cacheSynced, start } = setUp({ elector });
    const warmUp = (): Promise<void> => {
      journal.push('warm');
      return Promise.resolve();
    };
    manager.add(aRunnable(journal, clock, 'warmed', { warmUp }));
    manager.add(aRunnable(journal, clock, 'cold'));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    expect(journal).toEqual(['+cache', 'warm']);
    stop.abort();
    await clock.advance(0);
    expect(journal.slice(2)).toEqual(['+warmed', '-warmed', '-cache', '-client']);
    expect(state.outcome).toBe('ended');
  });

  test('reports a leader that cannot start', async () => {
    const elector = new ManualElector();
    const { clock, journal, manager, cacheSynced, start } = setUp({ elector });
    manager.add(aRunnable(journal, clock, 'bad', { start: () => Promise.reject(new Error('no')) }));
    cacheSynced();
    const state = start();
    await clock.advance(0);
    elector.elect();
    await clock.advance(0);
    expect(state.outcome).toEqual(new Error('no'));
    expect(elector.released).toBe(true);
  });
});
