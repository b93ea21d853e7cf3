import type { Clock } from '../internal/clock/clock.ts';
import { toError } from '../internal/errors.ts';
import type { Logger } from '../log/index.ts';
import type { Enqueue } from '../queue/index.ts';
import type { Source } from '../source/index.ts';

export interface SourceGroupInit<R> {
  readonly queue: Enqueue<R>;
  readonly log: Logger;
  readonly clock: Clock;
  /** A source that is not ready this long after its start has failed. */
  readonly readyTimeoutMs: number;
}

interface RunningSource {
  readonly ready: Promise<void>;
  /** Resolves when it has stopped, well or badly. */
  readonly stopped: Promise<void>;
}

/** The sources of one controller: started together, waited for together, stopped together. */
export class SourceGroup<R> {
  readonly #init: SourceGroupInit<R>;
  readonly #sources: Source<R>[] = [];
  readonly #running: RunningSource[] = [];
  readonly #failed = Promise.withResolvers<never>();
  readonly #stop = new AbortController();
  #started = false;

  constructor(init: SourceGroupInit<R>) {
    this.#init = init;
    // Whoever runs the sources waits for it; before that a failure is kept, not unhandled.
    this.#failed.promise.catch(() => undefined);
  }

  get names(): readonly string[] {
    return this.#sources.map(({ name }) => name);
  }

  /** Rejects when a source fails. Never resolves. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  add(source: Source<R>): void {
    this.#sources.push(source);
    if (this.#started && !this.#stop.signal.aborted) this.#run(source);
  }

  /** Starts them all; a second call has no effect. None is started once `signal` has aborted. */
  start(signal: AbortSignal): void {
    if (this.#started) return;
    this.#started = true;
    if (signal.aborted) {
      this.#stop.abort();
      return;
    }
    signal.addEventListener(
      'abort',
      () => {
        this.#stop.abort();
      },
      { once: true, signal: this.#stop.signal },
    );
    for (const source of this.#sources) this.#run(source);
  }

  /** Resolves when all are ready, or when they are told to stop. Rejects when one fails or takes too long. */
  async ready(): Promise<void> {
    await Promise.race([this.failed, Promise.all(this.#running.map(({ ready }) => ready))]);
  }

  /** Stops them all, and resolves when they have. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running.map(({ stopped }) => stopped));
  }

  #run(source: Source<R>): void {
    const { queue, log, clock } = this.#init;
    const { signal } = this.#stop;
    const ready = Promise.withResolvers<undefined>();
    const markReady = (): void => {
      ready.resolve(undefined);
    };
    const run = async (): Promise<void> => {
      log.debug('starting source', { source: source.name });
      await source.start({ queue, signal, log, clock, ready: markReady });
    };
    const fail = (thrown: unknown): void => {
      const cause = toError(thrown);
      // Told to stop: what it says while ending is no failure.
      if (signal.aborted) return;
      this.#failed.reject(new Error(`source "${source.name}" failed: ${cause.message}`, { cause }));
    };
    const stopped = run().catch(fail).finally(markReady);
    this.#running.push({ ready: ready.promise.then(() => undefined), stopped });
    this.#watchTime(source, ready.promise);
  }

  /** Fails the group if the source is not ready in time. */
  #watchTime(source: Source<R>, ready: Promise<undefined>): void {
    const { clock, readyTimeoutMs } = this.#init;
    const cancel = clock.after(readyTimeoutMs, () => {
      const cause = source.lastError?.();
      const why = cause === undefined ? '' : `: ${cause.message}`;
      this.#failed.reject(
        new Error(`source "${source.name}" was not ready after ${readyTimeoutMs / 1000} s${why}`, { cause }),
      );
    });
    void ready.then(cancel);
    this.#stop.signal.addEventListener('abort', cancel, { once: true });
  }
}
