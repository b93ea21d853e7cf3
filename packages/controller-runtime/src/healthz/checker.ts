import type { Clock } from '../internal/clock/clock.ts';
import { toError } from '../internal/errors.ts';
import type { Logger } from '../log/index.ts';
import { ping, type CheckResult, type HealthCheck } from './check.ts';

export interface CheckerOptions {
  /** For the log: `healthz` or `readyz`. */
  readonly name: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** A check that takes longer has failed. @defaultValue 5_000 */
  readonly timeoutMs?: number;
}

/** A set of named checks. Logs a check when it fails and when it is well again, not on every probe. */
export class Checker {
  readonly #checks = new Map<string, HealthCheck>();
  readonly #failing = new Set<string>();
  readonly #options: Required<CheckerOptions>;

  constructor(options: CheckerOptions) {
    this.#options = { timeoutMs: 5_000, ...options };
  }

  /** Throws when there is a check of that name. */
  add(name: string, check: HealthCheck): void {
    if (!/^[\w.-]+$/.test(name)) throw new RangeError(`a check's name is part of a URL, "${name}" cannot be`);
    if (this.#checks.has(name)) throw new Error(`there is a ${this.#options.name} check "${name}" already`);
    this.#checks.set(name, check);
  }

  /** Runs all checks but the excluded, side by side. Sorted by name; `ping` when there is none. */
  async runAll(excluded: ReadonlySet<string> = new Set()): Promise<readonly CheckResult[]> {
    const results = await Promise.all(
      [...this.#effective()].map(async ([name, check]): Promise<CheckResult> =>
        excluded.has(name) ? { name, state: 'excluded' } : await this.#run(name, check),
      ),
    );
    return results.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Runs one check. `undefined` when there is none of that name. */
  async runOne(name: string): Promise<CheckResult | undefined> {
    const check = this.#effective().get(name);
    return check === undefined ? undefined : this.#run(name, check);
  }

  #effective(): ReadonlyMap<string, HealthCheck> {
    return this.#checks.size > 0 ? this.#checks : new Map([['ping', ping]]);
  }

  async #run(name: string, check: HealthCheck): Promise<CheckResult> {
    const { clock, timeoutMs } = this.#options;
    const over = new AbortController();
    const late = Promise.withResolvers<never>();
    const cancel = clock.after(timeoutMs, () => late.reject(new Error(`timed out after ${timeoutMs} ms`)));
    try {
      await Promise.race([check({ signal: over.signal }), late.promise]);
      this.#report(name, undefined);
      return { name, state: 'ok' };
    } catch (thrown) {
      const error = toError(thrown);
      this.#report(name, error);
      return { name, state: 'failed', error };
    } finally {
      cancel();
      over.abort();
    }
  }

  #report(check: string, error: Error | undefined): void {
    const { log, name } = this.#options;
    if (error === undefined) {
      if (this.#failing.delete(check)) log.info('health check is well again', { endpoint: name, check });
    } else if (!this.#failing.has(check)) {
      this.#failing.add(check);
      log.warn('health check fails', { endpoint: name, check, error: error.message });
    }
  }
}
