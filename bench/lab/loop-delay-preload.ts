/**
 * Loaded before a program on Node by `--import`, so that the program stays as it is: looks at how its event loop comes
 * round, and writes that to a file when the process ends. `monitorEventLoopDelay` would not tell the loop's own work from
 * the waiting for a CPU that others use.
 */
import diagnosticsChannel from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import process from 'node:process';
import { LOOP_DELAY_FILE, type LoopDelay, type Tail } from './loop-delay.ts';

const PERIOD_MS = 1;

/** Of microseconds: a histogram takes whole numbers from 1. */
const late = createHistogram();
const work = createHistogram();

const threadCpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

function record(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.max(1, Math.round(ms * 1_000)));
}

/** The first connection is where work begins. Before it, modules are loaded in one go, and nobody is served. */
function begin(): void {
  diagnosticsChannel.unsubscribe('net.client.socket', begin);
  let before = { at: performance.now(), cpuMs: threadCpuMs() };
  const look = (): void => {
    const now = { at: performance.now(), cpuMs: threadCpuMs() };
    record(late, now.at - before.at - PERIOD_MS);
    record(work, now.cpuMs - before.cpuMs);
    before = now;
  };
  setInterval(look, PERIOD_MS).unref();
}

const tailOf = (histogram: RecordableHistogram): Tail => ({
  p99: histogram.percentile(99) / 1_000,
  p999: histogram.percentile(99.9) / 1_000,
  max: histogram.max / 1_000,
});

diagnosticsChannel.subscribe('net.client.socket', begin);
process.on('exit', () => {
  const path = process.env[LOOP_DELAY_FILE];
  if (path === undefined || late.count === 0) return;
  const delay: LoopDelay = { late: tailOf(late), work: tailOf(work), samples: late.count };
  writeFileSync(path, JSON.stringify(delay));
});
