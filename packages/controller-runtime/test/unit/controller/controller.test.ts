import { describe, expect, test, vi } from 'vitest';
import {
  Controller,
  ReconcileTimeoutError,
  type ControllerInit,
  type ControllerMetrics,
  type ControllerOptions,
} from '../../../src/controller/index.ts';
import { discardLogger, type Logger } from '../../../src/log/index.ts';
import { itemExponentialBackoff, keyOf } from '../../../src/queue/index.ts';
import {
  done,
  requeueAfter,
  TerminalError,
  type ReconcileFunc,
  type Request,
  type Result,
} from '../../../src/reconcile/index.ts';
import type { Source } from '../../../src/source/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const named = (name: string): Request => ({ namespace: 'ns', name });

/** A source that the test feeds by hand. */
class ManualSource implements Source {
  readonly name = 'manual';
  add: (name: string, priority?: number) => void = () => undefined;
  becomeReady: () => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  stopped = false;
  readonly #readyAtOnce: boolean;

  constructor({ readyAtOnce = true } = {}) {
    this.#readyAtOnce = readyAtOnce;
  }

  async start({ queue, signal, ready }: Parameters<Source['start']>[0]): Promise<void> {
    this.add = (name, priority) => queue.add(named(name), priority === undefined ? {} : { priority });
    this.becomeReady = ready;
    if (this.#readyAtOnce) ready();
    await new Promise<void>((resolve, reject) => {
      this.fail = reject;
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
    this.stopped = true;
  }
}

function recordingMetrics(): ControllerMetrics & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    reconciled: (outcome) => void calls.push(outcome),
    timedOut: () => void calls.push('timedOut'),
    workers: () => undefined,
    active: () => undefined,
  };
}

let count = 0;

function setUp(
  reconciler: ReconcileFunc,
  options: ControllerOptions = {},
  init: Partial<ControllerInit<Request>> = {},
) {
  const clock = new FakeClock();
  const source = new ManualSource();
  const metrics = recordingMetrics();
  const errors: string[] = [];
  const log: Logger = {
    ...discardLogger,
    with: () => log,
    error: (message, error) => void errors.push(`${message}: ${error?.message ?? ''}`),
  };
  const controller = new Controller<Request>({
    name: `test-${count++}`,
    reconciler,
    keyOf,
    clock,
    metrics,
    log,
    options: { rateLimiter: itemExponentialBackoff({ random: () => 1 }), ...options },
    ...init,
  });
  controller.watch(source);
  const stop = new AbortController();
  const stopNow = new AbortController();
  return {
    clock,
    source,
    metrics,
    errors,
    controller,
    stop,
    stopNow,
    start: () => controller.start(stop.signal, { stopNow: stopNow.signal }),
  };
}

/** A reconciler that records its calls, and answers what the test says. */
function recordingReconciler(answer: (name: string, call: number) => Result | Promise<Result> = () => done) {
  const calls: string[] = [];
  const reconcile: ReconcileFunc = async ({ name }) => {
    calls.push(name);
    return await answer(name, calls.length);
  };
  return { calls, reconcile };
}

describe('results', () => {
  test('done: waits for the next event', async () => {
    const { calls, reconcile } = recordingReconciler();
    const { clock, source, metrics, stop, start } = setUp(reconcile);
    const ended = start();
    await clock.advance(0);
    source.add('a');
    await clock.advance(3_600_000);
    expect(calls).toEqual(['a']);
    source.add('a');
    await clock.advance(0);
    expect(calls).toEqual(['a', 'a']);
    expect(metrics.calls).toEqual(['success', 'success']);
    stop.abort();
    await ended;
  });

  test('requeueAfter: comes back then, with a fresh back-off', async () => {
    const { calls, reconcile } = recordingReconciler((_name, call) => {
      if (call === 2) return requeueAfter(1000);
      if (call < 5) throw new Error('no');
      return done;
    });
    const { clock, source, metrics, stop, start } = setUp(reconcile);
    const ended = start();
    await clock.advance(0);
    source.add('a'); // throws: back in 5 ms
    await clock.advance(5); // requeueAfter
    expect(calls).toHaveLength(2);
    await clock.advance(999);
    expect(calls).toHaveLength(2);
    await clock.advance(1); // throws: 5 ms again, not 10
    await clock.advance(5);
    expect(calls).toHaveLength(4);
    expect(metrics.calls).toEqual(['error', 'requeueAfter', 'error', 'error']);
    stop.abort();
    await ended;
  });

  test.each([
    { what: 'an error', thrown: new Error('boom'), outcome: 'error' },
    { what: 'a mistake in the program', thrown: new TypeError('x is not a function'), outcome: 'panic' },
    { what: 'something that is no error', thrown: 'text', outcome: 'panic' },
    { what: 'nothing at all', thrown: undefined, outcome: 'panic' },
  ])('a throw of $what is tried again with back-off, and logged once', async ({ thrown, outcome }) => {
    const { calls, reconcile } = recordingReconciler((_name, call) => {
      if (call <= 2) throw thrown; // eslint-disable-line @typescript-eslint/only-throw-error -- that is the test
      return done;
    });
    const { clock, source, metrics, errors, stop, start } = setUp(reconcile);
    const ended = start();
    await clock.advance(0);
    source.add('a');
    await clock.advance(4);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
    await clock.advance(10);
    expect(calls).toHaveLength(3);
    expect(metrics.calls).toEqual([outcome, outcome, 'success']);
    expect(errors).toHaveLength(2);
    stop.abort();
    await ended;
  });

  test('a reconciler that throws before it returns a promise does no harm either', async () => {
    const { clock, source, metrics, stop, start } = setUp(() => {
      throw new Error('sync');
    });
    const ended = start();
    await clock.advance(0);
    source.add('a');
    await clock.advance(0);
    expect(metrics.calls).toEqual(['error']);
    stop.abort();
    await ended;
  });

  test('TerminalError, also as a cause: waits for the next event', async () => {
    const { calls, reconcile } = recordingReconciler(() => {
      throw new Error('outer', { cause: new TerminalError('Bad', 'bad spec') });
    });
    const { clock, source, metrics, errors, stop, start } = setUp(reconcile);
    const ended = start();
    await clock.advance(0);
    source.add('a');
    await clock.advance(3_600_000);
    expect(calls).toHaveLength(1);
    expect(metrics.calls).toEqual(['terminalError']);
    expect(errors).toEqual(['reconcile failed for good: waiting for a change of the object: outer']);
    stop.abort();
    await ended;
  });

  test.each([{ result: undefined }, { result: { kind: 'requeueAfter', ms: -1 } }, { result: { requeue: true } }])(
    'what is no result ($result) is a mistake in the program',
    async ({ result }) => {
      const { clock, source, metrics, errors, stop, start } = setUp(() => Promise.resolve(result as Result));
      const ended = start();
      await clock.advance(0);
      source.add('a');
      await clock.advance(0);
      expect(metrics.calls).toEqual(['panic']);
      expect(errors[0]).toContain('must return done or requeueAfter(ms)');
      stop.abort();
      await ended;
    },
  );
});

describe('concurrency', () => {
  test('works on as many keys at once as it may, and never on one key twice', async () => {
    const release: (() => void)[] = [];
    let [now, most] = [0, 0];
    const inWork = new Set<string>();
    const { clock, source, stop, start } = setUp(
      async ({ name }) => {
        expect(inWork).not.toContain(name);
        inWork.add(name);
        most = Math.max(most, ++now);
        await new Promise<void>((resolve) => release.push(resolve));
        now--;
        inWork.delete(name);
        return done;
      },
      { maxConcurrentReconciles: 3 },
    );
    const ended = start();
    await clock.advance(0);
    for (const name of ['a', 'b', 'c', 'd']) source.add(name);
    await clock.advance(0);
    expect([...inWork]).toEqual(['a', 'b', 'c']);
    source.add('a');
    release.shift()?.();
    await clock.advance(0);
    expect([...inWork]).toEqual(['b', 'c', 'd']);
    release.shift()?.();
    await clock.advance(0);
    expect([...inWork]).toEqual(['c', 'd', 'a']);
    expect(most).toBe(3);
    stop.abort();
    for (const each of release) each();
    await ended;
  });
});

describe('time-out', () => {
  test('aborts the signal of a reconcile that takes too long, and waits for it all the same', async () => {
    const { clock, source, metrics, stop, start } = setUp(
      ({ name }, { signal }) =>
        name === 'quick'
          ? Promise.resolve(done)
          : new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      { reconcileTimeoutMs: 1000 },
    );
    const ended = start();
    await clock.advance(0);
    source.add('quick');
    await clock.advance(0);
    source.add('slow');
    await clock.advance(999);
    expect(metrics.calls).toEqual(['success']);
    await clock.advance(1);
    expect(metrics.calls).toEqual(['success', 'timedOut', 'error']);
    stop.abort();
    await ended;
    expect(clock.pending).toBe(0);
  });

  test('says so by the reason of the signal', async () => {
    let reason: unknown;
    const { clock, source, stop, start } = setUp(
      (_request, { signal }) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            resolve(done);
          }),
        ),
      { reconcileTimeoutMs: 10 },
    );
    const ended = start();
    await clock.advance(0);
    source.add('a');
    await clock.advance(10);
    expect(reason).toBeInstanceOf(ReconcileTimeoutError);
    stop.abort();
    await ended;
  });
});

describe('start', () => {
  test('has workers wait until every source is ready', async () => {
    const { calls, reconcile } = recordingReconciler();
    const { clock, source, controller, stop, start } = setUp(reconcile);
    const late = new ManualSource({ readyAtOnce: false });
    controller.watch(late);
    const ended = start();
    await clock.advance(0);
    source.add('a');
    await clock.advance(1000);
    expect(calls).toEqual([]);
    late.becomeReady();
    await clock.advance(0);
    expect(calls).toEqual(['a']);
    stop.abort();
    await ended;
  });

  test('fails when a source is not ready in time, and says which and why', async () => {
    const { clock, controller, source, start } = setUp(recordingReconciler().reconcile, { cacheSyncTimeoutMs: 5000 });
    const late = new ManualSource({ readyAtOnce: false });
    controller.watch(Object.assign(late, { lastError: () => new Error('things.example.com is forbidden') }));
    const ended = expect(start()).rejects.toThrow(
      'source "manual" was not ready after 5 s: things.example.com is forbidden',
    );
    await clock.advance(5000);
    await ended;
    expect([source.stopped, late.stopped]).toEqual([true, true]);
    expect(clock.pending).toBe(0);
  });

  test('fails when a source fails, before or after it was ready', async () => {
    const early = setUp(recordingReconciler().reconcile);
    const failing: Source = { name: 'bad', start: () => Promise.reject(new Error('no such file')) };
    early.controller.watch(failing);
    await expect(early.start()).rejects.toThrow('source "bad" failed: no such file');

    const late = setUp(recordingReconciler().reconcile);
    const ended = expect(late.start()).rejects.toThrow('source "manual" failed: broke');
    await late.clock.advance(0);
    late.source.fail(new Error('broke'));
    await ended;
  });

  test('starts a source that is added while it runs', async () => {
    const { calls, reconcile } = recordingReconciler();
    const { clock, controller, stop, start } = setUp(reconcile);
    const ended = start();
    await clock.advance(0);
    const late = new ManualSource();
    controller.watch(late);
    late.add('late');
    await clock.advance(0);
    expect(calls).toEqual(['late']);
    stop.abort();
    await ended;
    expect(late.stopped).toBe(true);
  });

  test('cannot be done twice', async () => {
    const { controller, stop, start } = setUp(recordingReconciler().reconcile);
    const ended = start();
    await expect(controller.start(stop.signal)).rejects.toThrow('was started before');
    stop.abort();
    await ended;
  });

  test('with warm-up, starts the sources before it is the leader, and the workers only then', async () => {
    const { calls, reconcile } = recordingReconciler();
    const { clock, source, controller, stop, start } = setUp(reconcile, { enableWarmUp: true });
    await controller.warmUp(stop.signal);
    source.add('a');
    await clock.advance(1000);
    expect(calls).toEqual([]);
    const ended = start();
    await clock.advance(0);
    expect(calls).toEqual(['a']);
    stop.abort();
    await ended;
    expect(source.stopped).toBe(true);
  });

  test('stopped before it led, it stops what was warmed up, and does none of the work that waits', async () => {
    const { calls, reconcile } = recordingReconciler();
    const { source, controller, stop, start } = setUp(reconcile, { enableWarmUp: true });
    await controller.warmUp(stop.signal);
    source.add('a');
    stop.abort();
    await start();
    expect(calls).toEqual([]);
    expect(source.stopped).toBe(true);
  });

  test('told to stop before it started, it starts neither a source nor a worker', async () => {
    const { calls, reconcile } = recordingReconciler();
    const { source, controller, stop, start } = setUp(reconcile);
    const begin = vi.spyOn(source, 'start');
    stop.abort();
    await start();
    controller.watch(source);
    expect(begin).not.toHaveBeenCalled();
    expect(calls).toEqual([]);
  });

  test('without it, warm-up does nothing', async () => {
    const { source, controller, stop } = setUp(recordingReconciler().reconcile);
    await controller.warmUp(stop.signal);
    source.add('a'); // not started: goes nowhere
    expect(source.stopped).toBe(false);
  });
});

describe('stop', () => {
  test('takes nothing more in, lets what is in hand end, and resolves only then', async () => {
    const { promise, resolve } = Promise.withResolvers<Result>();
    const { calls, reconcile } = recordingReconciler(() => promise);
    const { clock, source, stop, metrics, start } = setUp(reconcile);
    let ended = false;
    const ending = start().then(() => {
      ended = true;
    });
    await clock.advance(0);
    source.add('a');
    source.add('b');
    await clock.advance(0);
    stop.abort();
    source.add('c');
    await clock.advance(60_000);
    expect(ended).toBe(false);
    resolve(done);
    await ending;
    expect(calls).toEqual(['a']);
    expect(metrics.calls).toEqual(['success']);
    expect(source.stopped).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('gives up what is in hand when told to stop now, without calling it a failure', async () => {
    const { clock, source, stop, stopNow, errors, start } = setUp(
      (_request, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const ended = start();
    await clock.advance(0);
    source.add('a');
    await clock.advance(0);
    stop.abort();
    await clock.advance(25_000);
    stopNow.abort(new Error('now'));
    await ended;
    expect(errors).toEqual([]);
  });

  test('comes to an end when it is told to stop before its sources are ready', async () => {
    const { clock, controller, stop, start } = setUp(recordingReconciler().reconcile);
    controller.watch(new ManualSource({ readyAtOnce: false }));
    const ended = start();
    await clock.advance(1);
    stop.abort();
    await ended;
    expect(clock.pending).toBe(0);
  });
});

describe('names and options', () => {
  test('names are unique in the process, until the controller has stopped', async () => {
    const first = setUp(recordingReconciler().reconcile, {}, { name: 'unique' });
    const again = () => setUp(recordingReconciler().reconcile, {}, { name: 'unique' });
    expect(again).toThrow('there is a controller "unique" in this process already');
    expect(() =>
      setUp(recordingReconciler().reconcile, { skipNameValidation: true }, { name: 'unique' }),
    ).not.toThrow();
    first.stop.abort();
    await first.start();
    expect(again).not.toThrow();
  });

  test.each([
    { options: { maxConcurrentReconciles: 0 }, says: 'maxConcurrentReconciles must be a positive integer, got 0' },
    { options: { maxConcurrentReconciles: 1.5 }, says: 'maxConcurrentReconciles must be a positive integer, got 1.5' },
    { options: { cacheSyncTimeoutMs: 0 }, says: 'cacheSyncTimeoutMs must be above 0, got 0' },
    { options: { reconcileTimeoutMs: -1 }, says: 'reconcileTimeoutMs must be above 0, got -1' },
  ])('refuses $options', ({ options, says }) => {
    expect(() => setUp(recordingReconciler().reconcile, options)).toThrow(says);
  });

  test('refuses an empty name', () => {
    expect(() => setUp(recordingReconciler().reconcile, {}, { name: '' })).toThrow('needs a name');
  });
});
