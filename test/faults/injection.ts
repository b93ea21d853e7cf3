import { setTimeout as delay } from 'node:timers/promises';

/** A fault in place. It counts how often it struck: a fault that never fired has proved nothing. */
export interface Injection {
  /** What it is, for messages. */
  readonly description: string;
  /** How often its pattern matched, whether or not it struck. */
  readonly matched: number;
  /** How often it struck. */
  readonly fired: number;
  /** Resolves once it has struck `times` times in all. @throws Error naming the fault when `timeoutMs` have passed. */
  untilFired(times?: number, options?: { readonly timeoutMs?: number }): Promise<void>;
  /** Takes the fault away. What it holds up stays held up. */
  remove(): void;
}

/** Which of the matches strike. */
export interface Occasions {
  /** Matches that pass unharmed first. @defaultValue 0 */
  readonly skip?: number;
  /** How many strike; after that the fault is spent. @defaultValue 1 */
  readonly times?: number;
}

/** The rules of one proxy, in the order in which they were put there: the first that strikes decides. */
export class InjectionList<Rule extends Occasions> {
  #active: readonly ActiveInjection<Rule>[] = [];

  add(rule: Rule, description: string): Injection {
    const injection = new ActiveInjection(rule, description, () => {
      this.#active = this.#active.filter((other) => other !== injection);
    });
    this.#active = [...this.#active, injection];
    return injection;
  }

  /** The rule that strikes at something for which `matches` holds, if any. It counts as fired from here on. */
  strike(matches: (rule: Rule) => boolean): Rule | undefined {
    return this.#active.find((injection) => matches(injection.rule) && injection.strike())?.rule;
  }

  clear(): void {
    this.#active = [];
  }
}

class ActiveInjection<Rule extends Occasions> implements Injection {
  readonly rule: Rule;
  readonly description: string;
  readonly remove: () => void;
  #matched = 0;
  #fired = 0;
  #waiting: readonly { readonly times: number; readonly resolve: () => void }[] = [];

  constructor(rule: Rule, description: string, remove: () => void) {
    this.rule = rule;
    this.description = description;
    this.remove = remove;
  }

  get matched(): number {
    return this.#matched;
  }

  get fired(): number {
    return this.#fired;
  }

  /** Counts a match. True if it strikes. */
  strike(): boolean {
    const { skip = 0, times = 1 } = this.rule;
    this.#matched += 1;
    if (this.#matched <= skip || this.#fired >= times) return false;
    this.#fired += 1;
    for (const waiting of this.#waiting) if (this.#fired >= waiting.times) waiting.resolve();
    this.#waiting = this.#waiting.filter((waiting) => this.#fired < waiting.times);
    return true;
  }

  async untilFired(times = 1, { timeoutMs = 15_000 }: { readonly timeoutMs?: number } = {}): Promise<void> {
    if (this.#fired >= times) return;
    const fired = new Promise<void>((resolve) => {
      this.#waiting = [...this.#waiting, { times, resolve }];
    });
    const deadline = new AbortController();
    const late = delay(timeoutMs, true, { signal: deadline.signal }).catch(() => false);
    const timedOut = await Promise.race([fired.then(() => false), late]);
    deadline.abort();
    if (timedOut) {
      throw new Error(
        `fault "${this.description}" fired ${this.#fired} of ${times} times within ${timeoutMs} ms ` +
          `(it matched ${this.#matched} times)`,
      );
    }
  }
}
