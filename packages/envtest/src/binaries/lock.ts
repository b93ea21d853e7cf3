import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

export interface LockOptions {
  /** Told once, where it has to wait. @param holder its process id, where it is known. */
  readonly onWait?: (holder: string | undefined) => void;
  readonly signal?: AbortSignal | undefined;
}

const POLL_MS = 200;
/** SQLITE_BUSY */
const BUSY = 5;

/**
 * Runs `action` while no other process, and nobody else in this one, holds the lock of this path.
 *
 * The lock is SQLite's on an empty database, that is the operating system's on a file: it is let go when its holder
 * dies, in whatever way. So a lock can never be stale, and none is ever broken. Node has no other lock of this kind.
 * @param path its folder must exist. The file stays.
 */
export async function withLock<T>(path: string, options: LockOptions, action: () => Promise<T>): Promise<T> {
  const holderPath = `${path}.pid`;
  using database = new DatabaseSync(path, { timeout: 0 });
  for (let attempt = 1; !tryLock(database); attempt++) {
    if (attempt === 1) options.onWait?.(await readFile(holderPath, 'utf8').catch(() => undefined));
    await delay(POLL_MS, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
  // For the message of those who wait, nothing else; in the same breath, so that they do not find it missing.
  writeFileSync(holderPath, String(process.pid));
  return await action();
}

/** The lock ends with the connection. */
function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('begin exclusive');
    return true;
  } catch (thrown) {
    if ((thrown as { errcode?: number }).errcode === BUSY) return false;
    throw new Error(`cannot lock ${database.location() ?? 'the cache'}`, { cause: thrown });
  }
}
