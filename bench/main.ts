/**
 * `make bench`: this operator and its peers on a real API server and a real PostgreSQL, in turn. See bench/README.md.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { progressReporter } from '@kubewright/envtest';
import { ROOT, run } from '../hack/lib/process.ts';
import { describeMachine } from './lab/machine.ts';
import { type Peer, PeerUnavailable, type Program, type Surroundings } from './peers/peer.ts';
import { findRegressions } from './report/check.ts';
import { performancePage } from './report/performance-page.ts';
import { planOf } from './runner/catalogue.ts';
import { type BenchOptions, parseOptions } from './runner/options.ts';
import { describeSeries, type Plan } from './runner/plan.ts';
import {
  latestPath,
  publishedPath,
  readPublished,
  readResults,
  type Repetition,
  type Results,
  type SeriesResult,
  writeResults,
} from './runner/results.ts';
import { runSeries } from './runner/series.ts';
import { formatNumber } from './report/format.ts';
import type { Scenario } from './scenarios/scenario.ts';

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

function describe({ peer, round, measures, failure, foreignShare, attempts }: Repetition, scenario: Scenario): string {
  const keys = Object.entries(scenario.metrics).filter(([, { isKey = false }]) => isKey);
  const figures = keys.flatMap(([name, { title, unit }]) => {
    const value = measures?.[name];
    return value === undefined ? [] : [`${title} ${formatNumber(value)} ${unit}`];
  });
  const disturbed = `others ${Math.round(foreignShare * 100)} %${attempts === 1 ? '' : `, ${attempts} attempts`}`;
  return `round ${round + 1}  ${peer}: ${failure === undefined ? figures.join(', ') : `WRONG: ${failure}`} (${disturbed})`;
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
      onRepetition: (repetition) => say(`      ${describe(repetition, series.scenario)}`),
    });
    done.push(result);
    // Each series is kept as it comes: what is interrupted later was not for nothing.
    await writeResults(latestPath(options.name), await results(done));
  }
  return results(done);
}

/** Writes docs/performance.md from what is published. */
async function writePage(): Promise<void> {
  const { markdown, plots } = performancePage(await readPublished());
  const folder = join(ROOT, 'docs/performance');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [file, svg] of plots) await writeFile(join(folder, file), svg);
  await writeFile(join(ROOT, 'docs/performance.md'), markdown);
  say('wrote docs/performance.md');
}

async function compare(results: Results, name: string): Promise<void> {
  const published = await readResults(publishedPath(name));
  if (published === undefined) throw new Error(`nothing is published to compare with: make bench PUBLISH=1 first`);
  const regressions = findRegressions(published, results);
  for (const regression of regressions) say(`WORSE  ${regression}`);
  if (regressions.length === 0) say('as fast as published, within the noise');
  else process.exitCode = 1;
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.reportOnly) return writePage();
  const results = await measure(planOf(options), options);
  say(performancePage([results]).markdown);
  say(`results: ${latestPath(options.name)}`);
  if (options.check) await compare(results, options.name);
  if (options.publish) {
    await writeResults(publishedPath(options.name), results);
    await writePage();
  }
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
