import { classify } from './classify.ts';
import type { StoreClock } from './clock.ts';
import { SqlError } from './sql.ts';

/** Somebody else was faster: what a decision was based on is no longer so. The whole transaction is done again. */
export class RacedError extends Error {
  override readonly name = 'RacedError';
}

export interface RetryOptions {
  readonly clock: StoreClock;
  /** From 0 up to 1. @defaultValue Math.random */
  readonly random?: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Called before each further attempt. */
  readonly onRetry?: () => void;
  /** @defaultValue lost races, and what the SQLSTATE policy says to retry at once */
  readonly isTransient?: (thrown: unknown) => boolean;
}

const MAX_ATTEMPTS = 6;
const BASE_DELAY_MS = 10;

/**
 * Runs a whole transaction, again when it lost a race or PostgreSQL asks for it (deadlock, serialization, changed
 * plan): a few times, with jitter, so that two that collided do not collide again. The last error is thrown.
 */
export async function retrying<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, random = Math.random, signal, onRetry, isTransient = isTransientByPolicy } = options;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (thrown) {
      if (failures >= MAX_ATTEMPTS || !isTransient(thrown)) throw thrown;
    }
    onRetry?.();
    const ceiling = BASE_DELAY_MS * 2 ** failures;
    await clock.delay(ceiling / 2 + (random() * ceiling) / 2, signal === undefined ? {} : { signal });
  }
}

function isTransientByPolicy(thrown: unknown): boolean {
  if (thrown instanceof RacedError) return true;
  return (
    thrown instanceof SqlError && (isLostRace(thrown) || classify(thrown.code, thrown.fromServer).action === 'retryNow')
  );
}

/**
 * A unique violation that is a race and not the user's: on the ledger, or on an index that REINDEX CONCURRENTLY is
 * building or dropping.
 */
function isLostRace({ code, fields }: SqlError): boolean {
  if (code !== '23505') return false;
  return fields.schema === 'postgres_writer' || /_cc(?:new|old)\d*$/.test(fields.constraint ?? '');
}
