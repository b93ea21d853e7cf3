import type { Trial } from '../lab/trial.ts';
import type { Peer } from '../peers/peer.ts';

/** A figure that a scenario brings. */
export interface Metric {
  /** As the report calls it. */
  readonly title: string;
  readonly unit: 'ms' | 'ms CPU' | 'writes' | 'rows' | 'bytes' | 'MB' | 'millicores' | 'requests';
  /** It is compared with the published one by `make bench-check`. @defaultValue false */
  readonly isKey?: boolean;
}

/** The figures of one repetition, by the name of their metric. */
export type Measures = Readonly<Record<string, number>>;

/** One way to put an operator to the test. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What happens and what is timed, for the report. */
  readonly about: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Whether the finalizer set at admission makes a difference: measured with and without then. */
  readonly dependsOnPolicy: boolean;
  /** API writes of an operator for each object without the finalizer at admission, for the ceiling; none: no ceiling. */
  readonly ceiling?: { readonly measure: string; readonly writes: readonly ('finalizer' | 'status')[] };
  /** @defaultValue every peer */
  readonly takes?: (peer: Peer) => boolean;
  /**
   * Puts the peer of a fresh trial through it and checks the outcome. The trial is disposed of by the caller.
   * @throws WrongOutcome: no time then.
   */
  run(trial: Trial, options: { readonly objects: number; readonly hasPolicy: boolean }): Promise<Measures>;
}
