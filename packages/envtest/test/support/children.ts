import { execFileSync } from 'node:child_process';

/** The commands that a process started and that still run, by process id; without the `ps` that tells of them. */
export function childrenOf(pid: number): ReadonlyMap<number, string> {
  const ps = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,state=,args='], { encoding: 'utf8' });
  const rows = ps.split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(
    rows
      .filter(([, parent, state, command]) => Number(parent) === pid && !state?.startsWith('Z') && command !== 'ps')
      .map(([child, , , ...command]) => [Number(child), command.join(' ')]),
  );
}
