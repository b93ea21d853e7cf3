import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../../hack/lib/process.ts';
import type { Machine } from '../lab/machine.ts';
import type { WriteRates } from '../lab/write-rate.ts';
import type { Measures } from '../scenarios/scenario.ts';

/** One peer's turn. */
export interface Repetition {
  readonly peer: string;
  readonly round: number;
  /** None: the outcome was wrong, so there is no time. */
  readonly measures?: Measures;
  /** What was wrong. */
  readonly failure?: string;
  /** What others used of the machine meanwhile. */
  readonly foreignShare: number;
  /** More than one: the earlier ones were disturbed. */
  readonly attempts: number;
}

export interface SeriesResult {
  readonly scenario: string;
  readonly objects: number;
  readonly hasPolicy: boolean;
  readonly databaseMs?: number;
  /** Round trip of `select 1` as an operator sees it, p50, in ms. */
  readonly selectMs: number;
  /** W of these very servers. */
  readonly writeRates: WriteRates;
  readonly repetitions: readonly Repetition[];
}

export interface Results {
  readonly format: 1;
  readonly mode: 'quick' | 'full';
  readonly startedAt: string;
  readonly minutes: number;
  /** Of the source that was measured. */
  readonly commit: string;
  readonly machine: Machine;
  /** A repetition that others disturbed by more was repeated. */
  readonly foreignLimit: number;
  readonly series: readonly SeriesResult[];
}

/** What docs/performance.md is made of, in git. */
export const publishedPath = (mode: Results['mode']): string => join(ROOT, `bench/results/${mode}.json`);
/** What the last run on this machine brought. */
export const latestPath = (mode: Results['mode']): string =>
  join(ROOT, `node_modules/.cache/bench/results/${mode}.json`);

export async function writeResults(path: string, results: Results): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(results, undefined, 2)}\n`);
}

/** Undefined where there are none. @throws Error where they are of another format. */
export async function readResults(path: string): Promise<Results | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
  const results = JSON.parse(text) as Results;
  if ((results.format as number) !== 1) throw new Error(`${path} has format ${results.format}, expected 1`);
  return results;
}
