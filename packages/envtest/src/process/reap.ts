import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** A process that leads a process group of its own, and the signal on which it ends quickly and cleanly. */
export interface Reapable extends ProcessIdentity {
  readonly stopSignal: NodeJS.Signals;
}

/** How long a process may take to end on its own signal before SIGKILL. */
const GRACE_MS = 3_000;
const POLL_MS = 10;

/** Ends the processes, all at once. Resolves when none runs any more. Processes that took over a pid are left alone. */
export async function reap(processes: readonly Reapable[], graceMs: number = GRACE_MS): Promise<void> {
  for (const each of processes) signalGroup(each, each.stopSignal);
  const deadline = Date.now() + graceMs;
  let running = processes.filter(isRunning);
  while (running.length > 0) {
    if (Date.now() > deadline) for (const each of running) signalGroup(each, 'SIGKILL');
    await delay(POLL_MS);
    running = running.filter(isRunning);
  }
}

/** Signals a process and all of its group, unless it has ended. */
export function signalGroup(target: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(target)) return;
  try {
    process.kill(-target.pid, signal);
  } catch (thrown) {
    // It ended in between, which is what was wanted. Anything else (EPERM) is not ours to hide.
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}
