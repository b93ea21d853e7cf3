import type { Peer } from '../peers/peer.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** One scenario under one set of circumstances, for some peers in turn. */
export interface SeriesPlan {
  readonly scenario: Scenario;
  readonly objects: number;
  /** The API server sets the finalizer at creation. */
  readonly hasPolicy: boolean;
  /** Round trip to the database that a proxy adds, in ms; undefined: no proxy. */
  readonly databaseMs?: number;
  readonly peers: readonly Peer[];
}

export interface Plan {
  readonly mode: 'quick' | 'full';
  /** How often each peer has its turn in each series. */
  readonly rounds: number;
  readonly series: readonly SeriesPlan[];
}

/** As a person would say it. */
export function describeSeries({ scenario, objects, hasPolicy, databaseMs }: SeriesPlan): string {
  const policy = scenario.dependsOnPolicy ? `, finalizer at admission ${hasPolicy ? 'on' : 'off'}` : '';
  const away = databaseMs === undefined ? '' : `, database ${databaseMs} ms away`;
  return `${scenario.title}, ${objects.toLocaleString('en')} objects${policy}${away}`;
}

/** A scenario with and without the policy where that makes a difference. */
const bothPolicies = ({ dependsOnPolicy }: Scenario): readonly boolean[] => (dependsOnPolicy ? [false, true] : [false]);

/** A scenario at several sizes. */
export interface Case {
  readonly scenario: Scenario;
  readonly objects: readonly number[];
  readonly databaseMs?: number;
  readonly peers: readonly Peer[];
}

/** Every case at every size and with each setting of the policy, for those of its peers that the scenario suits. */
export function planSeries(cases: readonly Case[]): readonly SeriesPlan[] {
  return cases.flatMap(({ scenario, objects, databaseMs, peers }) =>
    objects.flatMap((count) =>
      bothPolicies(scenario).map((hasPolicy) => ({
        scenario,
        objects: count,
        hasPolicy,
        ...(databaseMs === undefined ? {} : { databaseMs }),
        peers: peers.filter((peer) => scenario.takes?.(peer) ?? true),
      })),
    ),
  );
}
