import { join } from 'node:path';
import { type DelayProxy, startDelayProxy } from '../lab/delay-proxy.ts';
import { loopDelayEnvironment, readLoopDelay } from '../lab/loop-delay.ts';
import { measureSelect } from '../lab/select-time.ts';
import { setFinalizerAtAdmission } from '../lab/policy.ts';
import { startLab, type Lab } from '../lab/servers.ts';
import { Trial } from '../lab/trial.ts';
import { WrongOutcome } from '../lab/check.ts';
import { measureWriteRates } from '../lab/write-rate.ts';
import type { Peer, Program, Surroundings } from '../peers/peer.ts';
import type { Measures } from '../scenarios/scenario.ts';
import type { SeriesPlan } from './plan.ts';
import type { LoopRepetition, Repetition, SeriesResult } from './results.ts';

export interface RunOptions {
  readonly programs: ReadonlyMap<Peer, (surroundings: Surroundings) => Program>;
  readonly rounds: number;
  /** The share of the machine that others may use before a repetition is repeated. */
  readonly foreignLimit: number;
  readonly signal: AbortSignal;
  /** Told what goes on. */
  readonly onStep: (step: string) => void;
  readonly onRepetition: (repetition: Repetition) => void;
}

/** Thrown away: it warms the API server's and the database's caches, and the operator's compiled code on disk. */
const WARM_UP_OBJECTS = 100;
/** For W. Enough that 10 ms of CPU, the unit in which it is read, are a percent of it. */
const BARE_WRITES = 500;
const MAX_ATTEMPTS = 3;

type Attempt = Pick<Repetition, 'measures' | 'failure' | 'foreignShare'>;

/** Measures one series on servers of its own: peers in turn, the order rotated from round to round. */
export async function runSeries(plan: SeriesPlan, options: RunOptions): Promise<SeriesResult> {
  const { signal, onStep, rounds } = options;
  await using stack = new AsyncDisposableStack();
  onStep('starting the servers');
  const lab = await startLab(stack, { signal, onProgress: onStep });
  if (plan.hasPolicy) await setFinalizerAtAdmission(lab);
  const databaseAt =
    plan.databaseMs === undefined ? undefined : await startDelayProxy(stack, lab, { delayMs: plan.databaseMs, signal });
  onStep('measuring bare writes');
  const writeRates = await measureWriteRates(lab, BARE_WRITES);
  const selectMs = await measureSelect({ ...lab.postgres.access, ...databaseAt });

  const attempt = (peer: Peer, objects: number): Promise<Attempt> =>
    runTrial({ plan: { ...plan, objects }, lab, peer, databaseAt }, options);
  for (const peer of plan.peers) {
    onStep(`warming up: ${peer.title}`);
    await attempt(peer, Math.min(WARM_UP_OBJECTS, plan.objects));
  }
  const repetitions: Repetition[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < plan.peers.length; turn++) {
      const peer = plan.peers[(turn + round) % plan.peers.length];
      if (peer === undefined) continue;
      const repetition = await repeatDisturbed(peer, round, () => attempt(peer, plan.objects), options);
      repetitions.push(repetition);
      options.onRepetition(repetition);
    }
  }
  const loops: LoopRepetition[] = [];
  for (const peer of plan.peers.filter(({ runsOnNode }) => runsOnNode)) {
    onStep(`the event loop of ${peer.title}`);
    loops.push(await measureLoop({ plan, lab, peer, databaseAt }, options));
  }
  const { scenario, objects, hasPolicy, databaseMs } = plan;
  return {
    scenario: scenario.name,
    objects,
    hasPolicy,
    ...(databaseMs === undefined ? {} : { databaseMs }),
    selectMs,
    writeRates,
    repetitions,
    loops,
  };
}

async function repeatDisturbed(
  peer: Peer,
  round: number,
  attempt: () => Promise<Attempt>,
  { foreignLimit, onStep }: RunOptions,
): Promise<Repetition> {
  for (let attempts = 1; ; attempts++) {
    onStep(`round ${round + 1}: ${peer.title}${attempts === 1 ? '' : `, attempt ${attempts}: the last was disturbed`}`);
    const outcome = await attempt();
    if (outcome.foreignShare <= foreignLimit || attempts === MAX_ATTEMPTS) {
      return { peer: peer.name, round, ...outcome, attempts };
    }
  }
}

interface TrialParts {
  readonly plan: SeriesPlan;
  readonly lab: Lab;
  readonly peer: Peer;
  readonly databaseAt: DelayProxy | undefined;
  /** What the operator's environment has besides. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One more turn, of which only the event loop counts: of the operator's process that the scenario started last. */
async function measureLoop(parts: TrialParts, options: RunOptions): Promise<LoopRepetition> {
  const { name } = parts.peer;
  const path = join(parts.lab.controlPlane.access.directory, `${name}-loop-delay.json`);
  const { failure } = await runTrial({ ...parts, env: loopDelayEnvironment(path) }, options);
  return failure === undefined ? { peer: name, delay: await readLoopDelay(path) } : { peer: name, failure };
}

async function runTrial(parts: TrialParts, { programs, signal }: RunOptions): Promise<Attempt> {
  const { plan, lab, peer, databaseAt, env } = parts;
  const program = programs.get(peer);
  if (program === undefined) throw new Error(`${peer.name} was not built`);
  await using trial = await Trial.prepare({
    lab,
    peer,
    program: (surroundings) => {
      const made = program(surroundings);
      return { ...made, env: { ...made.env, ...env } };
    },
    objects: plan.objects,
    signal,
    ...(databaseAt === undefined ? {} : { databaseAt }),
  });
  let outcome: { readonly measures: Measures } | { readonly failure: string };
  try {
    outcome = { measures: await plan.scenario.run(trial, { objects: plan.objects, hasPolicy: plan.hasPolicy }) };
  } catch (thrown) {
    if (!(thrown instanceof WrongOutcome)) throw thrown;
    outcome = { failure: thrown.message };
  }
  return { ...outcome, foreignShare: trial.usage?.foreignShare ?? 0 };
}
