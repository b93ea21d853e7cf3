import {
  formatObjectKey,
  isConflict,
  isNotFound,
  isOlderResourceVersion,
  objectKeyOf,
  reasonForError,
  type Stored,
} from '@kubewright/apimachinery';
import type { Logger } from '@kubewright/controller-runtime/log';
import { exponentialBackoff, type Enqueue } from '@kubewright/controller-runtime/queue';
import type { Request } from '@kubewright/controller-runtime/reconcile';
import { funcSource, type Source } from '@kubewright/controller-runtime/source';
import type { PostgresWriter } from '../api/v1/index.ts';
import type { StatusWriter } from './status.ts';
import type { Report } from './verdict.ts';

/** A status that is to be written. */
interface Entry {
  readonly object: Stored<PostgresWriter>;
  readonly report: Report;
  readonly log: Logger;
}

export interface StatusQueueOptions {
  readonly writer: Pick<StatusWriter, 'write'>;
  /** How many are written at once. Few beside the reconcilers: in a burst rows come first. @defaultValue 32 */
  readonly concurrency?: number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Called when a report was news, and is written. */
  readonly onWritten: (object: Stored<PostgresWriter>, report: Report, log: Logger) => void;
}

/** Who waits for a status does so for milliseconds; an API server that is away must not be asked all the time. */
const BACKOFF = { baseMs: 100, maxMs: 60_000 };

/**
 * Writes statuses beside the reconciler, so that in a burst rows do not wait for them. Of an object's reports the latest
 * wins, and one is written at a time.
 *
 * A status that cannot be written, or was made from a version that our own last write has overtaken, is not forced:
 * its object is looked at again. One that is lost in a crash is found at the next start, when every object is.
 */
export class StatusQueue {
  readonly name = 'status-queue';
  readonly needLeaderElection = false;
  /** Stops after the reconcilers, when nothing more can come. */
  readonly group = 'caches';
  readonly #options: Required<StatusQueueOptions>;
  /** By object, oldest first. */
  readonly #pending = new Map<string, Entry>();
  readonly #writing = new Map<string, Promise<void>>();
  /** What we wrote last, by object: a report made from an older version does not know of it. */
  readonly #written = new Map<string, { readonly uid: string; readonly resourceVersion: string }>();
  readonly #failures = new Map<string, number>();
  readonly #stop = new AbortController();
  #lookAgain: Enqueue<Request> = { add: () => undefined };

  constructor(options: StatusQueueOptions) {
    this.#options = { concurrency: 32, ...options };
  }

  /** Where the controller hears of objects to look at again. */
  get source(): Source {
    return funcSource('statuses that were not written', async ({ queue, signal }) => {
      this.#lookAgain = queue;
      await aborted(signal);
    });
  }

  /** Takes a report to be written, instead of one that waits. */
  submit(object: Stored<PostgresWriter>, report: Report, log: Logger): void {
    this.#pending.set(keyOf(object), { object, report, log });
    this.#pump();
  }

  /** Drops what waits to be written: the object is about to go. */
  cancel(object: Stored<PostgresWriter>): void {
    this.#pending.delete(keyOf(object));
    this.#forget(keyOf(object));
  }

  /** Resolves after `signal`, once all that waits is written, or `stopNow` said to drop it. */
  async start(signal: AbortSignal, context?: { readonly stopNow: AbortSignal }): Promise<void> {
    await aborted(signal);
    const giveUp = (): void => {
      this.#pending.clear();
      this.#stop.abort();
    };
    if (context?.stopNow.aborted === true) giveUp();
    context?.stopNow.addEventListener('abort', giveUp, { once: true });
    // Each write that ends may begin another.
    while (this.#writing.size > 0) await Promise.all(this.#writing.values());
  }

  #pump(): void {
    for (const [key, entry] of this.#pending) {
      if (this.#writing.size >= this.#options.concurrency) return;
      if (this.#writing.has(key)) continue;
      this.#pending.delete(key);
      const writing = this.#write(key, entry).finally(() => {
        this.#writing.delete(key);
        this.#pump();
      });
      this.#writing.set(key, writing);
    }
  }

  /** Never rejects. */
  async #write(key: string, { object, report, log }: Entry): Promise<void> {
    try {
      if (this.#isOvertaken(key, object)) {
        this.#retry(key, object);
        return;
      }
      const written = await this.#options.writer.write(object, report, { signal: this.#stop.signal });
      this.#failures.delete(key);
      if (written === undefined) return;
      const { uid, resourceVersion } = written.metadata;
      this.#written.set(key, { uid, resourceVersion });
      this.#options.onWritten(object, report, log);
    } catch (thrown) {
      this.#onFailure(key, object, thrown, log);
    }
  }

  #onFailure(key: string, object: Stored<PostgresWriter>, thrown: unknown, log: Logger): void {
    if (isNotFound(thrown)) {
      this.#forget(key);
      return;
    }
    // That somebody else was faster is nobody's failure. Of the others the first is said, since all may fail alike.
    if (!isConflict(thrown) && !this.#stop.signal.aborted && !this.#failures.has(key)) {
      log.warn('status not written', { error: wordsFor(thrown) });
    }
    this.#retry(key, object);
  }

  #retry(key: string, { metadata }: Stored<PostgresWriter>): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const afterMs = exponentialBackoff(failures, { ...BACKOFF, random: this.#options.random });
    this.#lookAgain.add({ namespace: metadata.namespace ?? '', name: metadata.name }, { afterMs });
  }

  #isOvertaken(key: string, { metadata }: Stored<PostgresWriter>): boolean {
    const written = this.#written.get(key);
    if (written?.uid !== metadata.uid) return false;
    return isOlderResourceVersion(metadata.resourceVersion, written.resourceVersion);
  }

  #forget(key: string): void {
    this.#written.delete(key);
    this.#failures.delete(key);
  }
}

const keyOf = (object: Stored<PostgresWriter>): string => formatObjectKey(objectKeyOf(object));

/** What an API server says of an invalid object may quote its values, so only its reason is told. */
function wordsFor(thrown: unknown): string {
  return reasonForError(thrown) ?? (thrown instanceof Error ? thrown.message : String(thrown));
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
