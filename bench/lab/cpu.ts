import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: the unit of /proc/PID/stat on every Linux of today. */
const MS_PER_TICK = 10;

interface ProcessStat {
  readonly parent: number;
  /** Its own, and that of its children that have ended and were collected. */
  readonly cpuMs: number;
}

function readStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // it has ended
  }
  // proc(5): the name in field 2 may hold blanks, so count from its end. Parent is 4, utime to cstime are 14 to 17.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  return { parent: Number(fields[1]), cpuMs: ticks * MS_PER_TICK };
}

/** CPU time that a process and all its descendants have used so far, in ms; 0 once it has ended. */
export function cpuOfTree(root: number): number {
  const stats = new Map<number, ProcessStat>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(pid);
    if (stat !== undefined) stats.set(pid, stat);
  }
  const belongs = (pid: number): boolean => {
    for (let at = pid; at > 1; at = stats.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  let sum = 0;
  for (const [pid, { cpuMs }] of stats) if (belongs(pid)) sum += cpuMs;
  return sum;
}

/** CPU time of one process without its children, in ms; 0 once it has ended. */
export const cpuOfProcess = (pid: number): number => readStat(pid)?.cpuMs ?? 0;

/** CPU time of one process to the nanosecond, in ms: what its living threads have used. For short differences. */
export function preciseCpuOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => {
      const [ns] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ');
      return sum + Number(ns) / 1e6;
    }, 0);
  } catch {
    return 0; // it, or one of its threads, has just ended: the next look will do
  }
}

/** CPU time that the whole machine has used so far, in ms. */
export function cpuOfMachine(): number {
  const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n');
  // user nice system idle iowait irq softirq steal; what is idle, or waits for a disk, is not used.
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map((ticks) => Number(ticks) * MS_PER_TICK);
  return user + nice + system + irq + softirq + steal;
}

/** Resident memory of a process now, and the most that it ever was, in MB (10⁶ bytes). */
export function memoryOf(pid: number): { readonly rssMb: number; readonly peakMb: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1');
  const megabytes = (name: string): number =>
    (Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]) * 1024) / 1e6;
  return { rssMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') };
}
