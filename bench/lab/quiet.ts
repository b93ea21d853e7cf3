import { setTimeout as delay } from 'node:timers/promises';
import { preciseCpuOf } from './cpu.ts';
import type { EpochClock } from './clock.ts';

const SAMPLE_MS = 50;
/** So long without work counts as done. */
const QUIET_MS = 1_500;
/** Of one core: what timers, garbage collection and renewals of a process at rest stay below. */
const WORK_SHARE = 0.08;

/**
 * Waits until a process has nothing left to do and returns when it did its last work, in epoch ms, to some 50 ms. For
 * work that leaves no trace anywhere but in the CPU time.
 */
export async function untilQuiet(pid: number, clock: EpochClock, signal?: AbortSignal): Promise<number> {
  let lastWork = clock.now();
  let before = { at: lastWork, cpuMs: preciseCpuOf(pid) };
  for (;;) {
    await delay(SAMPLE_MS, undefined, signal === undefined ? {} : { signal });
    const now = { at: clock.now(), cpuMs: preciseCpuOf(pid) };
    const used = now.cpuMs - before.cpuMs;
    if (used < 0 || used / (now.at - before.at) > WORK_SHARE) lastWork = now.at;
    before = now;
    if (now.at - lastWork > QUIET_MS) return lastWork;
  }
}
