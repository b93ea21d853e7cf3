import { toError } from '../internal/errors.ts';
import type { Runnable, RunnableGroupName } from '../internal/runnable.ts';
import type { Logger } from '../log/index.ts';

export interface RunnableGroupInit {
  readonly name: RunnableGroupName;
  readonly stopNow: AbortSignal;
  readonly log: Logger;
  /** A runnable failed before it was told to stop. */
  readonly onFailure: (error: Error) => void;
}

/** Resolves when a runnable is up, so that the next group can start. */
export type Ready = (signal: AbortSignal) => Promise<unknown>;

interface Member {
  readonly runnable: Runnable;
  readonly ready: Ready | undefined;
}

/**
 * Runnables that start together and stop together. One that is added later starts at once.
 * Source: `manager.runnableGroup`.
 */
export class RunnableGroup {
  readonly #init: RunnableGroupInit;
  readonly #members: Member[] = [];
  readonly #running = new Map<Runnable, Promise<void>>();
  readonly #stop = new AbortController();
  readonly #stopErrors: Error[] = [];
  #started = false;
  #warm = false;

  constructor(init: RunnableGroupInit) {
    this.#init = init;
  }

  get members(): readonly Runnable[] {
    return this.#members.map(({ runnable }) => runnable);
  }

  /** The names of those that run. */
  get running(): readonly string[] {
    return [...this.#running.keys()].map(nameOf);
  }

  /** Throws when the group was stopped, or has this runnable already. */
  add(runnable: Runnable, ready?: Ready): void {
    if (this.#stop.signal.aborted) throw new Error(`the manager is stopping: "${nameOf(runnable)}" cannot be added`);
    if (this.members.includes(runnable)) throw new Error(`"${nameOf(runnable)}" was added to the manager before`);
    this.#members.push({ runnable, ready });
    if (this.#started) this.#run(runnable);
  }

  /** Starts all members, and resolves when they are up or told to stop. Rejects when one cannot come up. */
  async start(): Promise<void> {
    if (this.#started || this.#stop.signal.aborted) return;
    this.#started = true;
    await Promise.all(
      this.#members.map(async ({ runnable, ready }) => {
        this.#run(runnable);
        await this.#unlessStopped(ready);
      }),
    );
  }

  /** Warms up the members that can be, ahead of {@link start}. */
  async warmUp(): Promise<void> {
    this.#warm = true;
    await Promise.all(
      this.#members.map(({ runnable }) => this.#unlessStopped(async (signal) => runnable.warmUp?.(signal))),
    );
  }

  /** What is told to stop while it comes up has not failed. */
  async #unlessStopped(comeUp: Ready | undefined): Promise<void> {
    const { signal } = this.#stop;
    try {
      await comeUp?.(signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  /** Tells all members to stop, and resolves when they have. Throws what they threw while stopping. */
  async stop(): Promise<void> {
    this.#stop.abort();
    if (this.#warm && !this.#started) {
      // What was warmed up has something to stop: its start, with a signal that aborted, is how it is told to.
      this.#started = true;
      for (const { runnable } of this.#members) if (runnable.warmUp !== undefined) this.#run(runnable);
    }
    while (this.#running.size > 0) await Promise.all(this.#running.values());
    const errors = this.#stopErrors.splice(0);
    if (errors.length > 0) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  }

  #run(runnable: Runnable): void {
    const { log, name, onFailure, stopNow } = this.#init;
    const { signal } = this.#stop;
    const run = async (): Promise<void> => {
      log.debug('starting', { group: name, runnable: nameOf(runnable) });
      try {
        await runnable.start(signal, { stopNow });
        log.debug('stopped', { group: name, runnable: nameOf(runnable) });
      } catch (thrown) {
        const error = toError(thrown);
        if (!signal.aborted) onFailure(error);
        else if (!isAbort(error, signal)) this.#stopErrors.push(error);
      } finally {
        this.#running.delete(runnable);
      }
    };
    this.#running.set(runnable, run());
  }
}

/** A runnable may simply let the abort through. */
const isAbort = (error: Error, signal: AbortSignal): boolean => error === signal.reason || error.name === 'AbortError';

export const nameOf = (runnable: Runnable): string => runnable.name ?? runnable.constructor.name;
