import { go, goTutorial } from '../peers/go.ts';
import { java } from '../peers/java.ts';
import { node } from '../peers/node.ts';
import { ours } from '../peers/ours.ts';
import type { Peer } from '../peers/peer.ts';
import { python } from '../peers/python.ts';
import { rust } from '../peers/rust.ts';
import { backlog } from '../scenarios/backlog.ts';
import { badRow } from '../scenarios/bad-row.ts';
import { burst } from '../scenarios/burst.ts';
import { deletes } from '../scenarios/deletes.ts';
import { idle } from '../scenarios/idle.ts';
import { restartDrift } from '../scenarios/restart-drift.ts';
import { restart } from '../scenarios/restart.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { trickle } from '../scenarios/trickle.ts';
import { updates } from '../scenarios/updates.ts';
import type { BenchOptions } from './options.ts';
import { type Case, describeSeries, type Plan, planSeries, type SeriesPlan } from './plan.ts';

/** Every scenario, in the order of the report. */
export const SCENARIOS: readonly Scenario[] = [
  backlog,
  burst,
  trickle,
  updates,
  deletes,
  restart,
  restartDrift,
  badRow,
  idle,
];

export const scenarioNamed = (name: string): Scenario | undefined => SCENARIOS.find((each) => each.name === name);

/** Every peer, ours first. */
export const PEERS: readonly Peer[] = [ours, go, goTutorial, node, rust, python, java];

/** Ours and the one that it has to be better than. */
const RIVALS: readonly Peer[] = [ours, go];
/** All but the tutorial's, which would take minutes where it has nothing to show. */
const TODAYS: readonly Peer[] = PEERS.filter((peer) => peer !== goTutorial);

const QUICK: readonly Case[] = [backlog, trickle, deletes, restart].map((scenario) => ({
  scenario,
  objects: [1_000],
  peers: RIVALS,
}));

const FULL: readonly Case[] = [
  { scenario: backlog, objects: [1_000], peers: PEERS },
  { scenario: backlog, objects: [10_000], peers: RIVALS },
  { scenario: backlog, objects: [1_000], databaseMs: 1, peers: RIVALS },
  { scenario: backlog, objects: [1_000], databaseMs: 5, peers: RIVALS },
  { scenario: burst, objects: [1_000, 10_000], peers: RIVALS },
  { scenario: trickle, objects: [1_000], peers: TODAYS },
  { scenario: updates, objects: [1_000], peers: TODAYS },
  { scenario: updates, objects: [10_000], peers: RIVALS },
  { scenario: deletes, objects: [1_000], peers: TODAYS },
  { scenario: deletes, objects: [10_000], peers: RIVALS },
  { scenario: restart, objects: [1_000], peers: TODAYS },
  { scenario: restart, objects: [10_000, 100_000], peers: RIVALS },
  { scenario: restart, objects: [10_000], databaseMs: 1, peers: RIVALS },
  { scenario: restart, objects: [10_000], databaseMs: 2.5, peers: RIVALS },
  { scenario: restart, objects: [10_000], databaseMs: 5, peers: RIVALS },
  { scenario: restartDrift, objects: [1_000, 10_000], peers: RIVALS },
  { scenario: badRow, objects: [1_000], peers: TODAYS },
  { scenario: idle, objects: [1_000], peers: TODAYS },
  { scenario: idle, objects: [10_000, 100_000], peers: RIVALS },
];

const MODES = {
  quick: { rounds: 3, cases: QUICK },
  full: { rounds: 5, cases: FULL },
} as const;

/** What the options ask for. @throws RangeError for a name that is no peer's or no scenario's. */
export function planOf({ mode, peers, scenarios, objects, rounds }: BenchOptions): Plan {
  const { rounds: usual, cases } = MODES[mode];
  const chosenPeers = peers.map((name) => named(PEERS, name));
  const chosen = scenarios.map((name) => named(SCENARIOS, name));
  const wanted = cases
    .filter(({ scenario }) => chosen.length === 0 || chosen.includes(scenario))
    .map((each) => (chosenPeers.length === 0 ? each : { ...each, peers: chosenPeers }));
  return { mode, rounds: rounds ?? usual, series: withoutTwins(planSeries(ofSizes(wanted, objects))) };
}

/** The cases of these sizes; every case where none is of that size. */
function ofSizes(cases: readonly Case[], sizes: readonly number[]): readonly Case[] {
  if (sizes.length === 0) return cases;
  const usual = new Set(cases.flatMap(({ objects }) => objects));
  return cases.map((each) => ({
    ...each,
    objects: sizes.filter((size) => each.objects.includes(size) || !usual.has(size)),
  }));
}

/** At another size several cases may have become the same: the first, which has the most peers, stays. */
function withoutTwins(series: readonly SeriesPlan[]): readonly SeriesPlan[] {
  const first = new Map(series.toReversed().map((each) => [describeSeries(each), each]));
  return series.filter((each) => first.get(describeSeries(each)) === each);
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((each) => each.name === name);
  if (found === undefined)
    throw new RangeError(`there is no ${name}: choose from ${all.map((each) => each.name).join(', ')}`);
  return found;
}
