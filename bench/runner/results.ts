import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../../hack/lib/process.ts';
import type { LoopDelay } from '../lab/loop-delay.ts';
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

/** How late the event loop of a peer on Node was, in a turn of its own: that measurement costs some CPU. */
export interface LoopRepetition {
  readonly peer: string;
  readonly delay?: LoopDelay;
  /** Why there is none. */
  readonly failure?: string;
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
  /** Undefined in results from before it was measured. */
  readonly loops?: readonly LoopRepetition[];
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

const PUBLISHED = join(ROOT, 'bench/results');

/** What docs/performance.md is made of, in git: a file for each run that was published. */
export const publishedPath = (name: string): string => join(PUBLISHED, `${name}.json`);
/** What the last run on this machine brought. */
export const latestPath = (name: string): string => join(ROOT, `node_modules/.cache/bench/results/${name}.json`);

/** All that is published: the thorough runs before the quick ones, and the newest first. */
export async function readPublished(): Promise<readonly Results[]> {
  const files = (await readdir(PUBLISHED)).filter((file) => file.endsWith('.json'));
  const all = await Promise.all(files.map((file) => readResults(join(PUBLISHED, file))));
  return all
    .filter((results) => results !== undefined)
    .toSorted((a, b) => a.mode.localeCompare(b.mode) || b.startedAt.localeCompare(a.startedAt));
}

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
