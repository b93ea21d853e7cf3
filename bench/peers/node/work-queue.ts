const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 30_000;

/** Runs work by name: never twice at once for the same, again for what was added meanwhile, and later for what failed. */
export class WorkQueue {
  readonly #work: (name: string) => Promise<void>;
  readonly #concurrency: number;
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #failures = new Map<string, number>();
  readonly #retries = new Map<string, NodeJS.Timeout>();
  #isStopped = false;

  constructor(concurrency: number, work: (name: string) => Promise<void>) {
    this.#concurrency = concurrency;
    this.#work = work;
  }

  add(name: string): void {
    clearTimeout(this.#retries.get(name));
    this.#retries.delete(name);
    this.#waiting.add(name);
    this.#next();
  }

  /** Resolves once what runs has ended; what waits is left. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const retry of this.#retries.values()) clearTimeout(retry);
    await Promise.all(this.#running.values());
  }

  #next(): void {
    for (const name of this.#waiting) {
      if (this.#isStopped || this.#running.size >= this.#concurrency) return;
      if (this.#running.has(name)) continue;
      this.#waiting.delete(name);
      const running = this.#run(name).then(() => {
        this.#running.delete(name);
        this.#next();
      });
      this.#running.set(name, running);
    }
  }

  async #run(name: string): Promise<void> {
    try {
      await this.#work(name);
      this.#failures.delete(name);
    } catch (thrown) {
      const failures = this.#failures.get(name) ?? 0;
      this.#failures.set(name, failures + 1);
      const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 20));
      console.error(`${name} failed, again in ${pause} ms`, thrown);
      if (!this.#isStopped)
        this.#retries.set(
          name,
          setTimeout(() => this.add(name), pause),
        );
    }
  }
}
