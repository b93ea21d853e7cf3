import { go, goTutorial } from '../peers/go.ts';
import { node } from '../peers/node.ts';
import { ours } from '../peers/ours.ts';
import type { Peer } from '../peers/peer.ts';
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
import { type Plan, planSeries } from './plan.ts';

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

/** Every peer, ours first. */
export const PEERS: readonly Peer[] = [ours, go, goTutorial, node];

type Case = Parameters<typeof planSeries>[0][number];

const QUICK: readonly Case[] = [backlog, trickle, deletes, restart].map((scenario) => ({ scenario, objects: [1_000] }));

const FULL: readonly Case[] = [
  { scenario: backlog, objects: [1_000, 10_000] },
  { scenario: backlog, objects: [1_000], databaseMs: 1 },
  { scenario: backlog, objects: [1_000], databaseMs: 5 },
  { scenario: burst, objects: [1_000, 10_000] },
  { scenario: trickle, objects: [1_000] },
  { scenario: updates, objects: [1_000, 10_000] },
  { scenario: deletes, objects: [1_000, 10_000] },
  { scenario: restart, objects: [1_000, 10_000, 100_000] },
  { scenario: restart, objects: [10_000], databaseMs: 1 },
  { scenario: restart, objects: [10_000], databaseMs: 5 },
  { scenario: restartDrift, objects: [1_000, 10_000] },
  { scenario: badRow, objects: [1_000] },
  { scenario: idle, objects: [1_000, 10_000, 100_000] },
];

/** What throttles itself to 20 requests a second is not asked for more than this. */
const MOST_FOR_TUTORIAL = 1_000;

const MODES = {
  quick: { rounds: 3, cases: QUICK, peers: [ours, go] },
  full: { rounds: 5, cases: FULL, peers: PEERS },
} as const;

/** What the options ask for. @throws RangeError for a name that is no peer's or no scenario's. */
export function planOf({ mode, peers, scenarios, objects, rounds }: BenchOptions): Plan {
  const { rounds: usual, cases, peers: usualPeers } = MODES[mode];
  const chosenPeers = peers.length === 0 ? usualPeers : peers.map((name) => named(PEERS, name));
  const chosen = scenarios.map((name) => named(SCENARIOS, name));
  const chosenCases = cases
    .filter(({ scenario }) => chosen.length === 0 || chosen.includes(scenario))
    .map((each) => (objects === undefined ? each : { ...each, objects: [objects] }));
  const series = planSeries(chosenCases, chosenPeers).map((each) => ({
    ...each,
    peers: each.peers.filter((peer) => peer !== goTutorial || each.objects <= MOST_FOR_TUTORIAL),
  }));
  return { mode, rounds: rounds ?? usual, series };
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((each) => each.name === name);
  if (found === undefined)
    throw new RangeError(`there is no ${name}: choose from ${all.map((each) => each.name).join(', ')}`);
  return found;
}
