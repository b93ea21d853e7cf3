import type { ApplyOutcome } from '../../controller/row-store.ts';
import type { Ask, BatchResult } from './item.ts';

/** What all of a batch are expected to be: objects without a row yet, or newer generations of rows that are ours. */
export type Expected = 'new' | 'edited';

/**
 * Guesses what a batch is, since what is known to be new or edited is written at half the price. By the objects: the
 * first generation of one whose status tells of no row looks new. And by experience: only if the last batch that looked
 * so was all of it. A wrong guess costs one statement that does nothing, and the experience.
 */
export class Expectation {
  readonly #confirmed = new Set<Expected>();
  readonly #always: boolean;

  /** `always`: without experience, and without reason. */
  constructor({ always = false }: { readonly always?: boolean } = {}) {
    this.#always = always;
  }

  of(batch: readonly Ask[]): Expected | undefined {
    const looks = looksLike(batch);
    if (this.#always) return batch.some(({ kind }) => kind === 'remove') ? undefined : (looks ?? 'edited');
    return looks !== undefined && this.#confirmed.has(looks) ? looks : undefined;
  }

  /** What became of a batch; nothing for those that have no outcome yet. */
  learn(batch: readonly Ask[], results: readonly (BatchResult<ApplyOutcome> | undefined)[]): void {
    const looks = looksLike(batch);
    if (looks === undefined) return;
    const inserted = looks === 'new' ? 1 : 0;
    const confirmed = results.every(
      (result) => result?.kind === 'done' && result.outcome.kind === 'written' && result.outcome.inserted === inserted,
    );
    if (confirmed) this.#confirmed.add(looks);
    else this.#confirmed.delete(looks);
  }

  /** Something failed: whatever comes next is looked at first. */
  forget(): void {
    this.#confirmed.clear();
  }
}

function looksLike(batch: readonly Ask[]): Expected | undefined {
  let fresh = 0;
  for (const { kind, writer, reclaim } of batch) {
    if (kind === 'remove') return undefined;
    if (writer.generation === 1n && !reclaim) fresh++;
  }
  if (fresh === batch.length) return 'new';
  return fresh === 0 ? 'edited' : undefined;
}
