import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/internal/clock/clock.ts';
import { itemExponentialBackoff, keyOf, WorkQueue, type QueueItem } from '../../../src/queue/index.ts';
import type { Request } from '../../../src/reconcile/index.ts';

/*
 * Any sequence of adds, gets, dones and passing time, against the two promises of a queue: no request is lost, and no
 * key is in work twice at the same time. The clock of this file fires at once when told, so that a run needs no event loop.
 */

class StepClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly fire: () => void }>();

  readonly now = (): number => this.#nowMs;
  readonly monotonic = (): number => this.#nowMs;
  readonly delay = (): Promise<void> => Promise.reject(new Error('a queue sets timers'));
  readonly after = (ms: number, ring: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + ms, fire: ring };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  pass(ms: number): void {
    this.#nowMs += ms;
    for (const timer of this.#timers) {
      if (timer.atMs > this.#nowMs) continue;
      this.#timers.delete(timer);
      timer.fire();
    }
  }
}

type Step =
  | {
      readonly kind: 'add';
      readonly key: number;
      readonly afterMs: number;
      readonly rateLimited: boolean;
      readonly priority: number;
    }
  | { readonly kind: 'get' }
  | { readonly kind: 'done'; readonly which: number; readonly forget: boolean }
  | { readonly kind: 'pass'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    key: fc.nat(4),
    afterMs: fc.oneof(fc.constant(0), fc.nat(30)),
    rateLimited: fc.boolean(),
    priority: fc.constantFrom(-100, 0, 5),
  }),
  fc.record({ kind: fc.constant('get' as const) }),
  fc.record({ kind: fc.constant('done' as const), which: fc.nat(4), forget: fc.boolean() }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(40) }),
);

const RUNS = Number(process.env['FAST_CHECK_RUNS'] ?? 1000);

test('loses no request, and never has one key in work twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const clock = new StepClock();
      const queue = new WorkQueue<Request>({ keyOf, clock, rateLimiter: itemExponentialBackoff({ maxMs: 50 }) });
      /** Keys that were added since they were last handed out: each must be handed out again. */
      const owed = new Set<string>();
      const inWork: Request[] = [];
      let waitingWorkers = 0;
      const violations: string[] = [];
      const onItem = (item: QueueItem<Request> | undefined): void => {
        waitingWorkers--;
        if (item === undefined) return;
        const { name } = item.request;
        if (inWork.some((request) => request.name === name)) violations.push(`${name} is in work twice`);
        if (!owed.has(name)) violations.push(`${name} was handed out, but nobody asked for it`);
        inWork.push(item.request);
        owed.delete(name);
      };
      const run: Readonly<Record<Step['kind'], (given: never) => void>> = {
        add: ({ key, afterMs, rateLimited, priority }: Extract<Step, { kind: 'add' }>) => {
          const name = `k${key}`;
          owed.add(name);
          queue.add({ namespace: '', name }, { afterMs, rateLimited, priority });
        },
        get: () => {
          waitingWorkers++;
          void queue.get().then(onItem);
        },
        done: ({ which, forget }: Extract<Step, { kind: 'done' }>) => {
          const request = inWork[which % Math.max(inWork.length, 1)];
          if (request === undefined) return;
          inWork.splice(inWork.indexOf(request), 1);
          if (forget) queue.forget(request);
          queue.done(request);
        },
        pass: ({ ms }: Extract<Step, { kind: 'pass' }>) => {
          clock.pass(ms);
        },
      };
      for (const each of steps) {
        run[each.kind](each as never);
        await settle();
      }
      // In the end, with time and workers enough, everything that was asked for is handed out, and nothing else.
      while (inWork.length > 0 || owed.size > 0) {
        const before = owed.size + inWork.length;
        for (const request of inWork.splice(0)) queue.done(request);
        clock.pass(100);
        await settle();
        while (waitingWorkers <= owed.size) run.get({} as never);
        await settle();
        if (owed.size + inWork.length >= before && inWork.length === 0)
          violations.push(`lost: ${[...owed].join(', ')}`);
        expect(violations).toEqual([]);
      }
      expect(violations).toEqual([]);
      expect(queue.length).toBe(0);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

/** Everything here hangs on promises alone. */
async function settle(): Promise<void> {
  for (let i = 0; i < 6; i++) await Promise.resolve();
}
