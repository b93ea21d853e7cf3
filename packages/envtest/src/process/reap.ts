import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** A process that leads a process group of its own, and the signal on which it ends quickly and cleanly. */
export interface Reapable extends ProcessIdentity {
  readonly stopSignal: NodeJS.Signals;
}

/** How long a process may take to end on its own signal before SIGKILL. */
const GRACE_MS = 3_000;
const POLL_MS = 10;

/**
 * Ends processes, all at once, and what is left of their groups. Resolves when none runs any more. One that had ended
 * before is not touched, even where another process has its id by now.
 */
export async function reap(processes: readonly Reapable[], graceMs: number = GRACE_MS): Promise<void> {
  let running = processes.filter(isRunning);
  for (const each of running) signalGroup(each, each.stopSignal);
  const deadline = performance.now() + graceMs;
  while (running.length > 0) {
    await delay(POLL_MS);
    const isLate = performance.now() > deadline;
    for (const each of running) {
      // Also at once after the leader has ended: what it started may have ignored the signal.
      if (isLate || !isRunning(each)) killGroup(each.pid, 'SIGKILL');
    }
    running = running.filter(isRunning);
  }
}

/** Signals a process and all of its group, unless it has ended. */
export function signalGroup(target: ProcessIdentity, signal: NodeJS.Signals): void {
  if (isRunning(target)) killGroup(target.pid, signal);
}

function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (thrown) {
    // There is nobody left in it, which is what was wanted. Anything else (EPERM) is not ours to hide.
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}
