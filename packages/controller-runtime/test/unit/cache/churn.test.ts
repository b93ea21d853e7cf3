import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Kind, KubernetesObject, Stored } from '@kubewright/apimachinery';
import { expect, test } from 'vitest';
import { createCache } from '../../../src/cache/index.ts';
import type { Reader, StoredList, Watcher, WatchLine } from '../../../src/client/index.ts';
import { keyOf, WorkQueue } from '../../../src/queue/index.ts';
import type { Request } from '../../../src/reconcile/index.ts';
import { aWidget, WIDGET, type Widget } from './fake-api.ts';

/** 10,000 in the gate; `CHURN_OBJECTS=100000` for the long suite, where the rounds are more than an hour of a busy cluster. */
const OBJECTS = Number(process.env['CHURN_OBJECTS'] ?? 10_000);
const ROUNDS = 6;
/** Rounds after which everything has the size that it keeps. */
const WARM_UP = 2;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function heapUsed(): number {
  for (let round = 0; round < 3; round++) gc();
  return process.memoryUsage().heapUsed;
}

/** Every object changes, and every second one is deleted and made anew, each time `nextRound` is called. */
class ChurningServer implements Pick<Reader, 'list'>, Watcher {
  #version = 1;
  #round = Promise.withResolvers<undefined>();
  #done = Promise.withResolvers<undefined>();

  /** Resolves when the reader has asked for what comes after the round. */
  async nextRound(): Promise<void> {
    this.#done = Promise.withResolvers();
    this.#round.resolve(undefined);
    await this.#done.promise;
  }

  async list<T extends KubernetesObject>(): Promise<StoredList<T>> {
    const items = Array.from({ length: OBJECTS }, (_, index) => this.#object(index));
    return await Promise.resolve({ metadata: { resourceVersion: String(this.#version) }, items } as never);
  }

  async *watch<T extends KubernetesObject>(
    _kind: Kind<T>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<WatchLine<T>, void, undefined> {
    signal?.addEventListener('abort', () => this.#round.resolve(undefined));
    for (;;) {
      await this.#round.promise;
      signal?.throwIfAborted();
      this.#round = Promise.withResolvers();
      for (let index = 0; index < OBJECTS; index++) {
        yield { type: 'MODIFIED', object: this.#object(index) as never };
        if (index % 2 === 0) continue;
        yield { type: 'DELETED', object: this.#object(index) as never };
        yield { type: 'ADDED', object: this.#object(index, `uid-${this.#version}`) as never };
      }
      this.#done.resolve(undefined);
    }
  }

  /** From text, as what a client decodes: nothing in it is shared with another. */
  #object(index: number, uid = `uid-${index}`): Stored<Widget> {
    const object = aWidget(`widget-${index}`, (this.#version += 1), { uid, size: index, labels: { app: `a${index}` } });
    return JSON.parse(JSON.stringify(object)) as Stored<Widget>;
  }
}

test(
  `a cache of ${OBJECTS} objects and a queue do not grow while everything changes`,
  { timeout: OBJECTS * 12 },
  async () => {
    const server = new ChurningServer();
    const cache = createCache({ client: server, watchList: false });
    const queue = new WorkQueue<Request>({ keyOf });
    cache.indexField(WIDGET, 'app', ({ metadata }) => [metadata.labels?.['app'] ?? '']);
    cache.informerFor(WIDGET).addListener(({ object: { metadata } }) => {
      queue.add({ namespace: metadata.namespace ?? '', name: metadata.name });
    });
    const stop = new AbortController();
    const running = cache.start(stop.signal);
    await cache.waitForSync({ signal: stop.signal });
    const drain = async (): Promise<void> => {
      while (queue.length > 0) {
        const item = await queue.get();
        if (item === undefined) return;
        // As a reconcile that failed once and then did not.
        queue.forget(item.request);
        queue.done(item.request);
      }
    };

    const heaps: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await server.nextRound();
      await drain();
      heaps.push(heapUsed());
    }
    expect((await cache.list(WIDGET)).items).toHaveLength(OBJECTS);
    stop.abort();
    queue.shutDown();
    await running;

    const [settled = 0, ...later] = heaps.slice(WARM_UP);
    for (const heap of later) expect(heap / settled, `heap after each round: ${heaps.join(', ')}`).toBeLessThan(1.05);
  },
);
