import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * One process of all that ever ran since the machine booted: a process id is used again after its process is gone,
 * but never together with the same start.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own notation. */
  readonly start: string;
}

interface ProcessState {
  readonly start: string;
  /** Ended, but not yet collected by its parent. Where process 1 collects no orphans it stays so for ever. */
  readonly isZombie: boolean;
}

/**
 * Names the process for good. Its parent can always do this before it handles the child's exit.
 * @throws Error where there is no such process.
 */
export function identify(pid: number): ProcessIdentity {
  const state = readState(pid);
  if (state === undefined) throw new Error(`there is no process ${pid}`);
  return { pid, start: state.start };
}

/** Does this very process still run? */
export function isRunning({ pid, start }: ProcessIdentity): boolean {
  const state = readState(pid);
  return state?.start === start && !state.isZombie;
}

function readState(pid: number): ProcessState | undefined {
  return process.platform === 'linux' ? readProcfs(pid) : askPs(pid);
}

function readProcfs(pid: number): ProcessState | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // no such process
  }
  // proc(5): the name in field 2 may hold blanks and parentheses, so count from its end. State is 3, start time 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const start = fields[19];
  return start === undefined ? undefined : { start, isZombie: fields[0] === 'Z' || fields[0] === 'X' };
}

function askPs(pid: number): ProcessState | undefined {
  try {
    const output = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [state = '', ...start] = output.trim().split(/\s+/);
    return { start: start.join(' '), isZombie: state.startsWith('Z') };
  } catch {
    return undefined; // ps exits 1 where there is no such process
  }
}
