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

/**
 * Runs `attempt`, once more where the connection was lost on the way: at once, since a connection that is reset says
 * nothing about the next one, and many a restart or fail-over is over by the time it is noticed. What is lost again is
 * thrown, for the caller to back off.
 *
 * Whether the first attempt was committed may be unknown, so it must be one that can be done again: a transaction that
 * begins with what it finds.
 */
export async function reconnecting<T>(
  attempt: () => Promise<T>,
  { clock, random = Math.random, signal }: Pick<RetryOptions, 'clock' | 'random' | 'signal'>,
): Promise<T> {
  try {
    return await attempt();
  } catch (thrown) {
    if (!isLostConnection(thrown)) throw thrown;
  }
  // Long enough to hear of the other connections that were lost at the same time.
  await clock.delay(random() * BASE_DELAY_MS, signal === undefined ? {} : { signal });
  return await attempt();
}

/**
 * The connection stood, or nearly, and is gone. Not one that took too long, where trying again would take as long, nor a
 * server that says that it has no room or is not there.
 */
function isLostConnection(thrown: unknown): boolean {
  return thrown instanceof SqlError && (thrown.fromServer ? SESSION_ENDED : SOCKET_LOST).has(thrown.code);
}

const SOCKET_LOST: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE']);
const SESSION_ENDED: ReadonlySet<string> = new Set([
  '08000', // connection_exception
  '08003', // connection_does_not_exist
  '08006', // connection_failure
  '08007', // transaction_resolution_unknown
  '08P01', // protocol_violation: a pooler whose server went away. A second one is a bug.
  '25P03', // idle_in_transaction_session_timeout: this process was paused
  '57P01', // admin_shutdown, or one session that was ended
  '57P02', // crash_shutdown
  '57P05', // idle_session_timeout
]);

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
