import { LeaderElectionLostError, type LeaderElector } from '../leaderelection/index.ts';
import type { StopStep } from './shutdown.ts';

/** The manager's side of leader election: without an elector, this process leads from the start. */
export class Election {
  readonly #elector: LeaderElector | undefined;
  readonly #stop = new AbortController();
  readonly #elected = Promise.withResolvers<undefined>();
  #leads = false;
  #lost = false;
  #run: Promise<void> | undefined;

  constructor(elector: LeaderElector | undefined) {
    this.#elector = elector;
  }

  /** Resolves when this process leads. */
  get elected(): Promise<void> {
    return this.#elected.promise.then(() => undefined);
  }

  /** The lease was lost: what needs the leader must not go on. */
  get lost(): boolean {
    return this.#lost;
  }

  /**
   * Waits for the lease, calls `onElected`, and keeps the lease until told to stop. Rejects when `onElected` does, or
   * with a {@link LeaderElectionLostError}.
   */
  async run(onElected: () => Promise<void>): Promise<void> {
    const lead = async (): Promise<void> => {
      this.#leads = true;
      this.#elected.resolve(undefined);
      await onElected();
    };
    if (this.#elector === undefined) {
      await lead();
      return;
    }
    const failed = Promise.withResolvers<never>();
    this.#run = this.#elector.run(this.#stop.signal, () => {
      lead().catch(failed.reject);
    });
    try {
      await Promise.race([this.#run, failed.promise]);
    } catch (thrown) {
      if (thrown instanceof LeaderElectionLostError) this.#lost = true;
      throw thrown;
    }
  }

  /** Competes no more. Where this process leads already it goes on holding the lease, until {@link asStep} stops it. */
  withdraw(): void {
    if (!this.#leads) this.#stop.abort();
  }

  /** Gives the lease back; to be done when nothing that needs the leader runs any more. */
  asStep(): StopStep {
    return {
      name: 'leader election',
      stop: async () => {
        this.#stop.abort();
        // A lost lease was reported where it was lost.
        await this.#run?.catch(() => undefined);
      },
      running: () => [],
    };
  }
}
