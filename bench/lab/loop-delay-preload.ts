/**
 * Loaded before a program on Node by `--import`, so that the program stays as it is: measures how late its event loop
 * comes, and writes that to a file when the process ends.
 */
import diagnosticsChannel from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { LOOP_DELAY_FILE, type LoopDelay } from './loop-delay.ts';

const RESOLUTION_MS = 1;

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

/** The first connection is where work begins. Before it, modules are loaded in one go, and nobody is served. */
function begin(): void {
  diagnosticsChannel.unsubscribe('net.client.socket', begin);
  histogram.enable();
}

/** The histogram has the time from one firing to the next, of which one resolution was meant. */
const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);

diagnosticsChannel.subscribe('net.client.socket', begin);
process.on('exit', () => {
  histogram.disable();
  if (histogram.count === 0) return;
  const delay: LoopDelay = {
    p99: late(histogram.percentile(99)),
    p999: late(histogram.percentile(99.9)),
    max: late(histogram.max),
    samples: histogram.count,
  };
  const path = process.env[LOOP_DELAY_FILE];
  if (path !== undefined) writeFileSync(path, JSON.stringify(delay));
});
