/**
 * What the framework costs, beside `@kubernetes/client-node` and, where its toolchain is, Go's controller-runtime in the same
 * run: start of a cache, heap per object, events from watch line to handler, CPU while idle, CPU per PATCH, queue operations. Each figure is the best of three, each in a process of its own.
 *
 * Run: `node --conditions=@kubewright/source bench/controller-runtime.ts [objects]`. Real API server; only the events come
 * from a replay, since no API server sends them faster than one reads.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createClient, loadConfig } from '@kubewright/controller-runtime/client';
import { startControlPlane } from '@kubewright/envtest';
import { aConfigMap, CONFIG_MAP } from './framework/objects.ts';
import { each } from './lab/objects.ts';
import { buildGoModule } from './peers/go.ts';
import { PeerUnavailable } from './peers/peer.ts';

const OBJECTS = Number(process.argv[2] ?? 10_000);
const EVENTS = 50_000;
const IDLE_OBJECTS = 100_000;
const PATCHES = 2_000;
const REQUESTS = 1_000_000;
const ROUNDS = 3;

const TRIAL = fileURLToPath(new URL('./framework/trial.ts', import.meta.url));
const NODE = [process.execPath, '--conditions=@kubewright/source', '--expose-gc', TRIAL];

interface Trial {
  readonly command: readonly string[];
  readonly what: string;
  readonly count: number;
  /** Against the replay instead of the API server. */
  readonly replay?: true;
}
type Figures = Readonly<Record<string, number>>;
/** More is better, unless it is a cost. */
const isCost = (figure: string): boolean => /cpu|heap/i.test(figure);

const note = (text: string): boolean => process.stderr.write(`${text}\n`);
const go = await buildGoModule('go-framework', { onProgress: note }).catch((error: unknown) => {
  if (!(error instanceof PeerUnavailable)) throw error;
  note(`without Go: ${error.message}`);
  return undefined;
});
const plan: Readonly<Record<string, Trial>> = {
  ...programs('stream', OBJECTS, { peer: 'start-peer', go: 'stream' }),
  pages: { command: NODE, what: 'pages', count: OBJECTS },
  ...programs('metadata', OBJECTS, { go: 'metadata' }),
  projection: { command: NODE, what: 'projection', count: OBJECTS },
  ...programs('events', EVENTS, { peer: 'events-peer', go: 'events', replay: true }),
  ...programs('idle', IDLE_OBJECTS, { peer: 'idle-peer', go: 'idle', replay: true }),
  ...programs('patch', PATCHES, { peer: 'patch-peer', go: 'patch' }),
  ...programs('queue', REQUESTS, { go: 'queue' }),
};

const controlPlane = await startControlPlane();
try {
  await createObjects(controlPlane.kubeconfigPath);
  const best = new Map<string, Figures>();
  for (let round = 1; round <= ROUNDS; round++) {
    for (const [name, trial] of Object.entries(plan)) {
      note(`round ${round} of ${ROUNDS}: ${name}`);
      best.set(name, better(best.get(name), await measure(trial, controlPlane.kubeconfigPath)));
    }
  }
  for (const [name, figures] of best) {
    const text = Object.entries(figures).map(([figure, value]) => `${figure} ${value.toLocaleString('en')}`);
    process.stdout.write(`${name.padEnd(24)} ${text.join('  ')}\n`);
  }
} finally {
  await controlPlane.stop();
}

/** The same trial of ours and of the others, side by side. */
function programs(
  what: string,
  count: number,
  { replay, ...others }: { readonly peer?: string; readonly go?: string; readonly replay?: true },
): Readonly<Record<string, Trial>> {
  const shared = { count, ...(replay === undefined ? {} : { replay }) };
  return {
    [what]: { command: NODE, what, ...shared },
    ...(others.peer === undefined ? {} : { [`${what}, client-node`]: { command: NODE, what: others.peer, ...shared } }),
    ...(others.go === undefined || go === undefined
      ? {}
      : { [`${what}, Go`]: { command: [go], what: others.go, ...shared } }),
  };
}

async function createObjects(kubeconfig: string): Promise<void> {
  await using client = createClient(await loadConfig({ kubeconfig }));
  const indices = Array.from({ length: OBJECTS }, (_, index) => index);
  await each(indices, (index) => client.create(CONFIG_MAP, aConfigMap(index)));
}

async function measure(
  { command: [file = '', ...flags], what, count, replay }: Trial,
  kubeconfig: string,
): Promise<Figures> {
  const worker =
    replay && new Worker(new URL('./framework/replay-server.ts', import.meta.url), { workerData: { lines: count } });
  try {
    const where =
      worker === undefined ? kubeconfig : `http://127.0.0.1:${((await once(worker, 'message')) as [number])[0]}`;
    const { stdout } = await promisify(execFile)(file, [...flags, what, where, String(count)]);
    return JSON.parse(stdout) as Figures;
  } finally {
    await worker?.terminate();
  }
}

function better(before: Figures | undefined, now: Figures): Figures {
  if (before === undefined) return now;
  return Object.fromEntries(
    Object.entries(now).map(([name, value]) => {
      const old = before[name] ?? value;
      return [name, isCost(name) ? Math.min(old, value) : Math.max(old, value)];
    }),
  );
}
