/**
 * The watchdog's own process. Standard input is a pipe whose other end only the watched process holds, so its end
 * comes when that process is gone, however it went: also by SIGKILL, when nothing of it can clean up any more.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { reap } from './reap.ts';
import { Belongings, decodeMessage } from './watchdog-messages.ts';

// A name of its own in `ps`, and none that `killall node` would match together with the process it watches.
process.title = 'kubewright-watchdog';
// It ends when the watched process ends and never before: who signals both must not get orphans.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const belongings = new Belongings();
for await (const line of createInterface({ input: process.stdin })) belongings.apply(decodeMessage(line));
await reap(belongings.processes);
for (const path of belongings.directories) await rm(path, { recursive: true, force: true, maxRetries: 5 });
