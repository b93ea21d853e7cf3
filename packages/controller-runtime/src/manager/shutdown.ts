import type { Clock } from '../internal/clock/clock.ts';
import { toError } from '../internal/errors.ts';
import type { Logger } from '../log/index.ts';

/** Something to stop, in order. */
export interface StopStep {
  readonly name: string;
  stop(): Promise<void>;
  /** What still runs, for the error. */
  running(): readonly string[];
}

export interface ShutdownInit {
  readonly steps: readonly StopStep[];
  readonly timeoutMs: number;
  /** Called when the time for an orderly end is nearly over: what is in hand is to be dropped. */
  readonly onStopNow: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** This part of the time, but no more than so long, is left for ending after `stopNow`. */
const LAST_PART = 1 / 4;
const LAST_PART_MAX_MS = 5_000;
/** When the time is over, whatever waited for its turn gets this part of it once more. */
const LAST_CHANCE = 1 / 30;

/**
 * Stops one step after the other and goes on after failures. When the time is over, tells all the rest to stop at once
 * and waits no longer. The answer is everything that went wrong.
 */
export async function shutDown({ steps, timeoutMs, onStopNow, clock, log }: ShutdownInit): Promise<readonly Error[]> {
  const errors: Error[] = [];
  const stopAll = async (): Promise<void> => {
    for (const step of steps) {
      log.debug('stopping', { group: step.name, running: step.running() });
      await step.stop().catch((thrown: unknown) => errors.push(toError(thrown)));
    }
  };
  const over = new AbortController();
  const softMs = timeoutMs === Infinity ? Infinity : timeoutMs - Math.min(timeoutMs * LAST_PART, LAST_PART_MAX_MS);
  const inTime = stopAll().then(() => true);
  const outOfTime = async (): Promise<boolean> => {
    await clock.delay(softMs, { signal: over.signal });
    log.warn('giving up what is still in hand', { running: runningOf(steps) });
    onStopNow();
    await clock.delay(timeoutMs - softMs, { signal: over.signal });
    return false;
  };
  // The timer rejects once `over`; by then nobody asks any more.
  const stopped = await Promise.race([inTime, outOfTime().catch(() => true)]);
  over.abort();
  if (stopped) return errors;
  await stopTheRest(steps, clock, timeoutMs * LAST_CHANCE);
  return [...errors, new Error(`did not stop within ${timeoutMs / 1000} s: ${runningOf(steps).join(', ')}`)];
}

/** Whatever hangs must not keep the others from hearing that they must stop, and from doing so. */
async function stopTheRest(steps: readonly StopStep[], clock: Clock, atMostMs: number): Promise<void> {
  const over = new AbortController();
  // What they throw comes too late: that they did not stop in time is what is reported.
  const all = Promise.allSettled(steps.map((step) => step.stop()));
  const timer = clock.delay(atMostMs, { signal: over.signal }).catch(() => undefined);
  await Promise.race([all, timer]);
  over.abort();
}

const runningOf = (steps: readonly StopStep[]): readonly string[] => steps.flatMap((step) => step.running());
