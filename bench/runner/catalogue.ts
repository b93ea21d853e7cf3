import { go, goTutorial } from '../peers/go.ts';
import { ours } from '../peers/ours.ts';
import type { Peer } from '../peers/peer.ts';
import { backlog } from '../scenarios/backlog.ts';
import { deletes } from '../scenarios/deletes.ts';
import { restart } from '../scenarios/restart.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { trickle } from '../scenarios/trickle.ts';
import type { BenchOptions } from './options.ts';
import { type Plan, planSeries } from './plan.ts';

/** Every scenario, in the order of the report. */
export const SCENARIOS: readonly Scenario[] = [backlog, trickle, deletes, restart];

/** Every peer, ours first. */
export const PEERS: readonly Peer[] = [ours, go, goTutorial];

type Case = Parameters<typeof planSeries>[0][number];

const QUICK: readonly Case[] = [backlog, trickle, deletes, restart].map((scenario) => ({ scenario, objects: [1_000] }));

const FULL: readonly Case[] = QUICK;

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
  return { mode, rounds: rounds ?? usual, series: planSeries(chosenCases, chosenPeers) };
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((each) => each.name === name);
  if (found === undefined)
    throw new RangeError(`there is no ${name}: choose from ${all.map((each) => each.name).join(', ')}`);
  return found;
}
