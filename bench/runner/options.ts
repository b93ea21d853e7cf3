import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export interface BenchOptions {
  readonly mode: 'quick' | 'full';
  /** Write bench/results and docs/performance.md from what is measured. */
  readonly publish: boolean;
  /** Compare with what was published. */
  readonly check: boolean;
  /** Measure nothing: write docs/performance.md from bench/results. */
  readonly reportOnly: boolean;
  /** Of the files with the results. @defaultValue the mode */
  readonly name: string;
  /** Restrictions; none: what the mode says. */
  readonly peers: readonly string[];
  readonly scenarios: readonly string[];
  readonly objects: readonly number[];
  readonly rounds: number | undefined;
  readonly foreignLimit: number;
}

/** A busy machine makes figures worthless; the machine's own housekeeping is below this. */
const FOREIGN_LIMIT = 0.1;

/** @throws TypeError for an option that does not exist; RangeError for a value that makes no sense. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      publish: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      'report-only': { type: 'boolean', default: false },
      name: { type: 'string' },
      peers: { type: 'string', default: '' },
      scenarios: { type: 'string', default: '' },
      objects: { type: 'string', default: '' },
      rounds: { type: 'string' },
      foreign: { type: 'string', default: String(FOREIGN_LIMIT) },
    },
  });
  const mode = values.full ? 'full' : 'quick';
  return {
    mode,
    name: values.name ?? mode,
    publish: values.publish,
    check: values.check,
    reportOnly: values['report-only'],
    peers: split(values.peers),
    scenarios: split(values.scenarios),
    objects: split(values.objects).map((text) => whole('--objects', text)),
    rounds: values.rounds === undefined ? undefined : whole('--rounds', values.rounds),
    foreignLimit: share('--foreign', values.foreign),
  };
}

const split = (text: string): readonly string[] => text.split(',').filter((part) => part !== '');

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number from 1, got ${text}`);
  return value;
}

function share(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new RangeError(`${name} must be a share above 0 and up to 1, got ${text}`);
  return value;
}
