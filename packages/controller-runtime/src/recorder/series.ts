import { toRfc3339Micros } from '../internal/clock/rfc3339.ts';
import type { RecordedEvent } from './event-object.ts';

/** The same event within so long belongs to one series. Source: client-go's `finishTime`. */
export const SERIES_GAP_MS = 6 * 60_000;
/** Series that are remembered; more would be spam. */
const MAX_SERIES = 1_024;

interface Entry {
  readonly event: RecordedEvent;
  count: number;
  lastSeenAt: number;
  /** The count that the server has been told. */
  reported: number;
}

/** What to tell the server. */
export type EventWrite =
  | { readonly type: 'create'; readonly event: RecordedEvent }
  | {
      readonly type: 'series';
      readonly event: RecordedEvent;
      readonly count: number;
      readonly lastObservedTime: string;
    };

/**
 * Makes a series out of repeated events: the first is created, the second turns it into a series, the others are only
 * counted until the series ends, when the last count is written. An event that comes every second costs three writes.
 * Source: client-go's `eventBroadcasterImpl`, with the note as part of what makes two events the same.
 */
export class SeriesTracker {
  readonly #entries = new Map<string, Entry>();

  /** @param now Milliseconds since the epoch. */
  observe(event: RecordedEvent, now: number): EventWrite | undefined {
    const key = keyOf(event);
    const entry = this.#entries.get(key);
    if (entry === undefined || now - entry.lastSeenAt >= SERIES_GAP_MS) {
      this.#entries.delete(key);
      this.#entries.set(key, { event, count: 1, lastSeenAt: now, reported: 1 });
      return { type: 'create', event };
    }
    entry.count += 1;
    entry.lastSeenAt = now;
    return entry.count === 2 ? report(entry) : undefined;
  }

  /** True if the event continues a series that is known: that costs no write, or one. */
  continues(event: RecordedEvent, now: number): boolean {
    const entry = this.#entries.get(keyOf(event));
    return entry !== undefined && now - entry.lastSeenAt < SERIES_GAP_MS;
  }

  /** Ends the series that are over, or are too many, and says what is left to write of them. */
  finish(now: number): readonly EventWrite[] {
    const writes: EventWrite[] = [];
    for (const [key, entry] of this.#entries) {
      if (now - entry.lastSeenAt < SERIES_GAP_MS && this.#entries.size <= MAX_SERIES) continue;
      this.#entries.delete(key);
      if (entry.count > entry.reported) writes.push(report(entry));
    }
    return writes;
  }

  /** Ends all series. */
  finishAll(): readonly EventWrite[] {
    return this.finish(Infinity);
  }
}

function report(entry: Entry): EventWrite {
  entry.reported = entry.count;
  const lastObservedTime = toRfc3339Micros(entry.lastSeenAt);
  return { type: 'series', event: entry.event, count: entry.count, lastObservedTime };
}

const keyOf = ({ regarding, reason, action, note, type }: RecordedEvent): string =>
  JSON.stringify([regarding.kind, regarding.namespace, regarding.name, regarding.uid, type, reason, action, note]);
