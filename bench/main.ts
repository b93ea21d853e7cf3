/**
 * `make bench`: this operator and its peers on a real API server and a real PostgreSQL, in turn. See bench/README.md.
 */
import process from 'node:process';
import { progressReporter } from '@kubewright/envtest';
import { run } from '../hack/lib/process.ts';
import { describeMachine } from './lab/machine.ts';
import { type Peer, PeerUnavailable, type Program, type Surroundings } from './peers/peer.ts';
import { planOf } from './runner/catalogue.ts';
import { type BenchOptions, parseOptions } from './runner/options.ts';
import { describeSeries, type Plan } from './runner/plan.ts';
import { latestPath, publishedPath, type Results, type SeriesResult, writeResults } from './runner/results.ts';
import { runSeries } from './runner/series.ts';

type Programs = ReadonlyMap<Peer, (surroundings: Surroundings) => Program>;

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    interrupted.abort(new Error(`stopped by ${name}`));
  });
}
const { signal } = interrupted;
const progress = progressReporter();

/** Says something that stays. */
function say(text: string): void {
  progress.done();
  console.log(text);
}

/** Builds each peer of the plan. One whose toolchain is missing is left out, and that is said. */
async function build({ series }: Plan): Promise<Programs> {
  const programs = new Map<Peer, (surroundings: Surroundings) => Program>();
  for (const peer of new Set(series.flatMap(({ peers }) => peers))) {
    try {
      programs.set(peer, await peer.build({ signal, onProgress: progress }));
    } catch (thrown) {
      if (!(thrown instanceof PeerUnavailable)) throw thrown;
      say(`without ${peer.title}: ${thrown.message}`);
    }
  }
  return programs;
}

async function measure(plan: Plan, options: BenchOptions): Promise<Results> {
  const began = Date.now();
  const programs = await build(plan);
  const results = async (series: readonly SeriesResult[]): Promise<Results> => ({
    format: 1,
    mode: plan.mode,
    startedAt: new Date(began).toISOString(),
    minutes: Math.round((Date.now() - began) / 6_000) / 10,
    commit: (await run(['git', 'rev-parse', '--short', 'HEAD'])).output.trim(),
    machine: describeMachine(),
    foreignLimit: options.foreignLimit,
    series,
  });
  const done: SeriesResult[] = [];
  for (const [index, planned] of plan.series.entries()) {
    const series = { ...planned, peers: planned.peers.filter((peer) => programs.has(peer)) };
    const prefix = `[${index + 1}/${plan.series.length}] `;
    say(`${prefix}${describeSeries(series)}`);
    const result = await runSeries(series, {
      programs,
      rounds: plan.rounds,
      foreignLimit: options.foreignLimit,
      signal,
      onStep: (step) => progress(`${prefix}${step}`, 'begin'),
      onRepetition: (repetition) => say(`      ${JSON.stringify(repetition)}`),
    });
    done.push(result);
    // Each series is kept as it comes: what is interrupted later was not for nothing.
    await writeResults(latestPath(plan.mode), await results(done));
  }
  return results(done);
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const results = await measure(planOf(options), options);
  if (options.publish) await writeResults(publishedPath(options.mode), results);
}

try {
  await main();
} catch (thrown) {
  progress.done();
  if (signal.aborted) {
    console.error('stopped; what was measured so far is kept');
    process.exitCode = 130;
  } else {
    console.error(thrown);
    process.exitCode = 1;
  }
}
