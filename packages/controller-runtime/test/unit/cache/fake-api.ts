import { ApiError, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import type { ListOptions, Reader, StoredList, Watcher, WatchLine, WatchOptions } from '../../../src/client/index.ts';

export interface Widget extends KubernetesObject {
  readonly spec?: { readonly size?: number };
}

export const WIDGET: Kind<Widget> = {
  group: 'demo.yash.com',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  singular: 'widget',
  listKind: 'WidgetList',
  scope: 'Namespaced',
  subresources: [],
};

export interface WidgetInit {
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly size?: number;
}

export function aWidget(name: string, resourceVersion: number | string, init: WidgetInit = {}): Stored<Widget> {
  const { namespace = 'default', uid = `uid-${name}`, labels, size } = init;
  return {
    apiVersion: 'demo.yash.com/v1',
    kind: 'Widget',
    metadata: {
      namespace,
      name,
      uid,
      resourceVersion: String(resourceVersion),
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(labels && { labels }),
    },
    ...(size !== undefined && { spec: { size } }),
  };
}

/** What a list or a watch is answered with. */
type ListAnswer = StoredList<Widget> | Error;

/** A watch that the test feeds by hand. */
export class FakeWatch {
  readonly options: WatchOptions;
  readonly #lines: (WatchLine<Widget> | Error | 'end')[] = [];
  #wake: (() => void) | undefined;

  constructor(options: WatchOptions) {
    this.options = options;
    options.signal?.addEventListener('abort', () => this.#push(options.signal?.reason as Error), { once: true });
  }

  send(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Stored<Widget>): void {
    this.#push({ type, object });
  }

  bookmark(resourceVersion: number): void {
    this.#push({ type: 'BOOKMARK', resourceVersion: String(resourceVersion) });
  }

  endInitialEvents(resourceVersion: number): void {
    this.#push({ type: 'BOOKMARK', resourceVersion: String(resourceVersion), initialEventsEnd: true });
  }

  end(): void {
    this.#push('end');
  }

  fail(error: Error): void {
    this.#push(error);
  }

  #push(line: WatchLine<Widget> | Error | 'end'): void {
    this.#lines.push(line);
    this.#wake?.();
  }

  async *lines(): AsyncGenerator<WatchLine<Widget>, void, undefined> {
    for (;;) {
      const line = this.#lines.shift();
      if (line === 'end') return;
      if (line instanceof Error) throw line;
      if (line !== undefined) yield line;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** An API server that answers as the test says, in the order in which it is asked. */
export class FakeApi implements Pick<Reader, 'list'>, Watcher {
  /** Whether it knows lists as streams; otherwise it refuses them, as an older server does. */
  streams = false;
  readonly lists: ListOptions[] = [];
  readonly watches: FakeWatch[] = [];
  readonly #answers: ListAnswer[] = [];
  readonly #refusals: Error[] = [];
  readonly #late = Promise.withResolvers<StoredList<Widget>>();

  /** What the next list that nothing else was said for answers. */
  answerList(...answers: readonly ListAnswer[]): void {
    this.#answers.push(...answers);
  }

  /** Answers the lists that hang since nothing was said for them. */
  finishList(answer: StoredList<Widget>): void {
    this.#late.resolve(answer);
  }

  refuseWatch(...errors: readonly Error[]): void {
    this.#refusals.push(...errors);
  }

  /** The watch that was opened last. */
  get watching(): FakeWatch {
    const watch = this.watches.at(-1);
    if (watch === undefined) throw new Error('no watch was opened');
    return watch;
  }

  async list<T extends KubernetesObject>(_kind: Kind<T>, options: ListOptions = {}): Promise<StoredList<T>> {
    this.lists.push(options);
    const answer = this.#answers.shift();
    if (answer instanceof Error) throw answer;
    if (answer === undefined) {
      return (await Promise.race([hangUntilAborted(options.signal), this.#late.promise])) as unknown as StoredList<T>;
    }
    return await Promise.resolve(answer as unknown as StoredList<T>);
  }

  async *watch<T extends KubernetesObject>(
    _kind: Kind<T>,
    options: WatchOptions = {},
  ): AsyncGenerator<WatchLine<T>, void, undefined> {
    if (options.sendInitialEvents === true && !this.streams) throw new ApiError({ code: 422, reason: 'Invalid' });
    const refusal = this.#refusals.shift();
    const watch = new FakeWatch(options);
    this.watches.push(watch);
    if (refusal !== undefined) throw refusal;
    options.onOpen?.();
    yield* watch.lines() as unknown as AsyncGenerator<WatchLine<T>, void, undefined>;
  }
}

export const aList = (
  resourceVersion: number | string,
  items: readonly Stored<Widget>[],
  continueToken?: string,
): StoredList<Widget> => ({
  metadata: {
    resourceVersion: String(resourceVersion),
    ...(continueToken !== undefined && { continue: continueToken }),
  },
  items,
});

async function hangUntilAborted(signal: AbortSignal | undefined): Promise<never> {
  return await new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
