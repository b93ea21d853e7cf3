import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Longer than anybody takes from being given a port to listening on it. */
const STALE_MS = 600_000;

const folder = join(tmpdir(), `kubewright-ports-${process.getuid?.() ?? 'all'}`);
const mine = new Set<string>();
let begun = false;

/**
 * Whether the port is the caller's for some minutes: dozens of servers start side by side in a test run, each a moment
 * after its port was chosen, and two that chose the same would be told apart only by one of them failing.
 */
export function reservePort(port: number): boolean {
  if (!begun) begin();
  const file = join(folder, String(port));
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  mine.add(file);
  return true;
}

/** Clears away what processes left that were killed, and sees to it that this one leaves nothing. */
function begin(): void {
  begun = true;
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const { mtimeMs = Infinity } = statSync(file, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > STALE_MS) rmSync(file, { force: true });
  }
  process.once('exit', () => {
    for (const file of mine) rmSync(file, { force: true });
  });
}
