import { setTimeout as delay } from 'node:timers/promises';
import { CoreV1Api, KubeConfig, makeInformer, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import { createCache } from '@kubewright/controller-runtime/cache';
import { createClient, loadConfig, mergePatch, type LiveClient } from '@kubewright/controller-runtime/client';
import { WorkQueue } from '../../packages/controller-runtime/src/queue/work-queue.ts';
import { keyOf } from '@kubewright/controller-runtime/queue';
import { each } from '../lab/objects.ts';
import { CONFIG_MAP, METADATA, NAMESPACE, PROJECTION } from './objects.ts';

// One figure, in a process of its own: `trial.ts WHAT KUBECONFIG-OR-URL COUNT` prints it as JSON.
const [what = '', where = '', count = '0'] = process.argv.slice(2);
const COUNT = Number(count);
const IDLE_MS = 30_000;
const { signal } = new AbortController();

const heapUsed = (): number => {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

const client = async (): Promise<LiveClient> => createClient(await loadConfig({ kubeconfig: where }));
/** The other side's client, for the same server. */
function peer(): { readonly config: KubeConfig; readonly api: CoreV1Api } {
  const config = new KubeConfig();
  config.loadFromFile(where);
  return { config, api: config.makeApiClient(CoreV1Api) };
}
const PATH = `/api/v1/namespaces/${NAMESPACE}/configmaps`;

/** From the start to the last of the objects, and the heap that they take. */
async function start<T extends KubernetesObject>(kind: Kind<T>, watchList: boolean): Promise<object> {
  const live = await client();
  const cache = createCache({ client: live, namespaces: [NAMESPACE], watchList });
  cache.informerFor(kind);
  const before = heapUsed();
  const cpu = process.cpuUsage();
  const began = performance.now();
  void cache.start(signal);
  await cache.waitForSync({ signal });
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const objects = (await cache.list(kind)).items.length;
  return {
    objectsPerSecond: (objects * 1_000) / ms,
    cpuMs: (user + system) / 1_000,
    heapPerObject: (heapUsed() - before) / objects,
  };
}

async function startPeer(): Promise<object> {
  const { config, api } = peer();
  const informer = makeInformer(config, PATH, () => api.listNamespacedConfigMap({ namespace: NAMESPACE }));
  const before = heapUsed();
  const cpu = process.cpuUsage();
  const began = performance.now();
  // Resolves once the list is in.
  await informer.start();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const objects = informer.list().length;
  return {
    objectsPerSecond: (objects * 1_000) / ms,
    cpuMs: (user + system) / 1_000,
    heapPerObject: (heapUsed() - before) / objects,
  };
}

/** From the first change to the last, as a handler hears of them. */
function countdown(): { readonly heard: () => void; readonly rate: Promise<object> } {
  const { promise, resolve } = Promise.withResolvers<object>();
  let events = 0;
  let began = 0;
  const heard = (): void => {
    if (events === 0) began = performance.now();
    events += 1;
    if (events === COUNT) resolve({ eventsPerSecond: (COUNT * 1_000) / (performance.now() - began) });
  };
  return { heard, rate: promise };
}

async function events(): Promise<object> {
  const { heard, rate } = countdown();
  const tls = { insecureSkipVerify: false };
  const live = createClient({ server: where, tls, auth: { kind: 'none' }, namespace: NAMESPACE, origin: 'bench' });
  const cache = createCache({ client: live, namespaces: [NAMESPACE], watchList: false });
  cache.informerFor(CONFIG_MAP).addListener(heard);
  void cache.start(signal);
  return await rate;
}

async function eventsPeer(): Promise<object> {
  const { heard, rate } = countdown();
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'replay', server: where, skipTLSVerify: true }, { name: 'nobody' });
  const api = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(config, PATH, () => api.listNamespacedConfigMap({ namespace: NAMESPACE }));
  informer.on('add', heard);
  await informer.start();
  return await rate;
}

/** What it costs to hold objects of which none changes. */
async function idle(hear: () => Promise<object>): Promise<object> {
  await hear();
  heapUsed();
  const cpu = process.cpuUsage();
  await delay(IDLE_MS);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMillicores: (user + system) / IDLE_MS };
}

/** As a busy controller. */
const IN_FLIGHT = 16;
async function patches(patch: (index: number) => Promise<unknown>): Promise<object> {
  const all = (until: number): Promise<void> => each([...Array(until).keys()], patch, IN_FLIGHT);
  await all(COUNT / 10);
  const cpu = process.cpuUsage();
  const began = performance.now();
  await all(COUNT);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUsPerPatch: (user + system) / COUNT, patchesPerSecond: (COUNT * 1_000) / (performance.now() - began) };
}
const label = (): string => String(Math.floor(performance.now() * 1_000));

async function patch(): Promise<object> {
  const live = await client();
  return await patches((index) =>
    live.patch(
      CONFIG_MAP,
      { namespace: NAMESPACE, name: `object-${index}` },
      mergePatch({ metadata: { labels: { at: label() } } }),
    ),
  );
}

async function patchPeer(): Promise<object> {
  const { api } = peer();
  return await patches((index) =>
    api.patchNamespacedConfigMap(
      { namespace: NAMESPACE, name: `object-${index}`, body: { metadata: { labels: { at: label() } } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    ),
  );
}

async function queue(): Promise<object> {
  const work = new WorkQueue({ keyOf });
  const requests = Array.from({ length: 1_000 }, (_, index) => ({ namespace: NAMESPACE, name: `object-${index}` }));
  const began = performance.now();
  for (let done = 0; done < COUNT; done += requests.length) {
    for (const request of requests) work.add(request);
    for (const _ of requests) {
      const item = await work.get();
      if (item !== undefined) work.done(item.request);
    }
  }
  return { requestsPerSecond: (COUNT * 1_000) / (performance.now() - began) };
}

const TRIALS: Readonly<Record<string, () => Promise<object>>> = {
  stream: async () => await start(CONFIG_MAP, true),
  pages: async () => await start(CONFIG_MAP, false),
  metadata: async () => await start(METADATA, true),
  projection: async () => await start(PROJECTION, true),
  'start-peer': startPeer,
  events,
  'events-peer': eventsPeer,
  idle: async () => await idle(events),
  'idle-peer': async () => await idle(eventsPeer),
  patch,
  'patch-peer': patchPeer,
  queue,
};
const trial = TRIALS[what];
if (trial === undefined) throw new Error(`no trial "${what}": ${Object.keys(TRIALS).join(', ')}`);
process.stdout.write(`${JSON.stringify(await trial())}\n`, () => process.exit(0));
