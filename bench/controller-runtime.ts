/**
 * What the framework costs, beside `@kubernetes/client-node` in the same run: start of a cache, heap per object, events from
 * watch line to handler, CPU per PATCH, queue operations. Each figure is the best of three, each in a process of its own.
 *
 * Run: `node --conditions=@kubewright/source bench/controller-runtime.ts [objects]`. Real API server; only the events come
 * from a replay, since no API server sends them faster than one reads.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient, loadConfig } from '@kubewright/controller-runtime/client';
import { startControlPlane } from '@kubewright/envtest';
import { aConfigMap, CONFIG_MAP } from './framework/objects.ts';

const OBJECTS = Number(process.argv[2] ?? 10_000);
const TRIAL = fileURLToPath(new URL('./framework/trial.ts', import.meta.url));
const FLAGS = ['--conditions=@kubewright/source', '--expose-gc', TRIAL];
const ROUNDS = 3;

type Figures = Readonly<Record<string, number>>;
/** More is better, unless it is a cost. */
const isCost = (figure: string): boolean => /cpu|heap/i.test(figure);

const controlPlane = await startControlPlane();
try {
  const kubeconfig = controlPlane.kubeconfigPath;
  await using client = createClient(await loadConfig({ kubeconfig }));
  let next = 0;
  const creating = Array.from({ length: 32 }, async () => {
    while (next < OBJECTS) await client.create(CONFIG_MAP, aConfigMap(next++));
  });
  await Promise.all(creating);

  const plan: readonly (readonly [trial: string, count: number])[] = [
    ['stream', OBJECTS],
    ['pages', OBJECTS],
    ['metadata', OBJECTS],
    ['projection', OBJECTS],
    ['start-peer', OBJECTS],
    ['events', 50_000],
    ['events-peer', 50_000],
    ['patch', 2_000],
    ['patch-peer', 2_000],
    ['queue', 1_000_000],
  ];
  const best = new Map<string, Figures>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [trial, count] of plan) {
      const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, trial, kubeconfig, String(count)]);
      best.set(trial, better(best.get(trial), JSON.parse(stdout) as Figures));
    }
  }
  for (const [trial, figures] of best) {
    const text = Object.entries(figures).map(([name, value]) => `${name} ${Math.round(value).toLocaleString('en')}`);
    process.stdout.write(`${trial.padEnd(12)} ${text.join('  ')}\n`);
  }
} finally {
  await controlPlane.stop();
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
