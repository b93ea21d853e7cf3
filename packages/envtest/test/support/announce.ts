import { identify } from '../../src/process/process-identity.ts';
import type { Belongings } from './crash.ts';

/** Tells the test, as one line of JSON, what has to be gone when this process is gone. */
export function announce(servers: readonly { readonly pid: number }[], directories: readonly string[]): void {
  const belongings: Belongings = { processes: servers.map(({ pid }) => identify(pid)), directories };
  process.stdout.write(`${JSON.stringify(belongings)}\n`);
}
