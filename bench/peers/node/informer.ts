import { type Informer, type KubeConfig, makeInformer, type ObjectCache } from '@kubernetes/client-node';
import type { PostgresWriterApi } from './api.ts';
import type { PostgresWriter } from './postgres-writer.ts';

const RESTART_AFTER_MS = 1_000;

/** A cache that tells of new specs and deletions, not of what the operator itself wrote. */
export class PostgresWriterInformer {
  readonly #informer: Informer<PostgresWriter> & ObjectCache<PostgresWriter>;
  readonly #namespace: string;
  /** The informer does not say what an object was before. */
  readonly #generations = new Map<string, number | undefined>();
  #restart: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(
    config: KubeConfig,
    api: PostgresWriterApi,
    { namespace, onChange }: { readonly namespace: string; readonly onChange: (name: string) => void },
  ) {
    this.#namespace = namespace;
    this.#informer = makeInformer<PostgresWriter>(config, api.path, () => api.list());
    this.#informer.on('delete', ({ metadata }) => void this.#generations.delete(metadata?.name ?? ''));
    for (const event of ['add', 'update'] as const) {
      this.#informer.on(event, ({ metadata }) => {
        if (metadata?.name === undefined) return;
        delete metadata.managedFields; // a third of what the cache would hold
        const isNews = metadata.generation !== this.#generations.get(metadata.name);
        this.#generations.set(metadata.name, metadata.generation);
        if (isNews) onChange(metadata.name);
      });
    }
    // It ends for good at the first failure.
    this.#informer.on('error', (cause: unknown) => {
      if (this.#isStopped) return;
      console.error('the watch failed', cause);
      clearTimeout(this.#restart);
      this.#restart = setTimeout(() => void this.start(), RESTART_AFTER_MS);
    });
  }

  async start(): Promise<void> {
    await this.#informer.start();
  }

  get(name: string): PostgresWriter | undefined {
    return this.#informer.get(name, this.#namespace);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#restart);
    await this.#informer.stop();
  }
}
