import { findApiError, isNotFound, type KubernetesObject } from '@kubewright/apimachinery';
import { Event } from '@kubewright/apimachinery/events/v1';
import { mergePatch, type Writer } from '../client/index.ts';
import { backoffMs } from '../internal/backoff.ts';
import { systemClock, type Clock } from '../internal/clock/clock.ts';
import { toRfc3339Micros } from '../internal/clock/rfc3339.ts';
import { toError } from '../internal/errors.ts';
import type { Logger } from '../log/index.ts';
import {
  eventName,
  fitNote,
  MAX_WORD_LENGTH,
  namespaceOf,
  referenceTo,
  type RecordedEvent,
  type EventType,
} from './event-object.ts';
import { SERIES_GAP_MS, SeriesTracker, type EventWrite } from './series.ts';
import { SpamFilter } from './spam-filter.ts';

/** Tells people what happened to an object, in `kubectl describe` and `kubectl events`. Source: `events.EventRecorder`. */
export interface EventRecorder {
  /**
   * Records an event, at some time soon. Never blocks and never throws: an event that cannot be written is lost.
   *
   * @param reason CamelCase, one of few, for programs.
   * @param action CamelCase: what was done, or failed.
   * @param note A sentence, for people; cut after 1 KiB. Must not quote what is secret.
   */
  event(object: KubernetesObject, type: EventType, reason: string, action: string, note: string): void;
}

/** An EventRecorder that writes while it runs. */
export interface RunnableEventRecorder extends EventRecorder {
  /** Writes events until `signal` aborts; then writes what is left, for at most five seconds, and resolves. */
  start(signal: AbortSignal): Promise<void>;
}

export interface EventRecorderOptions {
  readonly client: Pick<Writer, 'create' | 'patch'>;
  /** Becomes `reportingController`, such as `postgreswriter`. */
  readonly controllerName: string;
  /** Becomes `reportingInstance`: the pod's name. */
  readonly instance: string;
  readonly log?: Logger;
  readonly clock?: Clock;
  /** @defaultValue Math.random */
  readonly random?: () => number;
}

/** Events that wait to be written; more are dropped. Source: client-go's broadcaster. */
const MAX_QUEUED = 1_000;
const MAX_ATTEMPTS = 5;
const RETRY = { baseMs: 1_000, maxMs: 10_000 };
const FLUSH_MS = 5_000;
const TICK_MS = SERIES_GAP_MS / 6;

export const createEventRecorder = (options: EventRecorderOptions): RunnableEventRecorder => new Recorder(options);

class Recorder implements RunnableEventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #clock: Clock;
  readonly #series = new SeriesTracker();
  readonly #spam = new SpamFilter();
  #queue: EventWrite[] = [];
  #sequence = 0;
  #dropped = 0;
  #wake = Promise.withResolvers<undefined>();
  readonly #logged = new Set<string>();

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  event(object: KubernetesObject, type: EventType, reason: string, action: string, note: string): void {
    const now = this.#clock.now();
    const event = this.#build(object, type, reason, action, note, now);
    if (event === undefined) return;
    const { regarding } = event;
    const source = regarding.uid ?? `${regarding.kind}/${namespaceOf(regarding)}/${regarding.name}`;
    if (!this.#series.continues(event, now) && !this.#spam.admit(source, now)) return;
    const write = this.#series.observe(event, now);
    if (write !== undefined) this.#enqueue(write);
  }

  async start(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#drain(signal);
      await this.#waitForWork(signal);
      for (const write of this.#series.finish(this.#clock.now())) this.#enqueue(write);
    }
    await this.#flush();
  }

  #build(
    object: KubernetesObject,
    type: EventType,
    reason: string,
    action: string,
    note: string,
    now: number,
  ): RecordedEvent | undefined {
    const regarding = referenceTo(object);
    if (regarding === undefined) {
      this.#logOnce('event without an object: apiVersion, kind or name is missing', { reason });
      return undefined;
    }
    this.#sequence = (this.#sequence + 1) % 1_000_000;
    return {
      metadata: { namespace: namespaceOf(regarding), name: eventName(regarding, now, this.#sequence) },
      eventTime: toRfc3339Micros(now),
      reportingController: this.#options.controllerName,
      reportingInstance: this.#options.instance.slice(0, MAX_WORD_LENGTH),
      action: action.slice(0, MAX_WORD_LENGTH),
      reason: reason.slice(0, MAX_WORD_LENGTH),
      regarding,
      note: fitNote(note),
      type,
    };
  }

  #enqueue(write: EventWrite): void {
    if (this.#queue.length >= MAX_QUEUED) {
      this.#dropped += 1;
      this.#logOnce('events are dropped: more come than can be written', { queued: this.#queue.length });
      return;
    }
    this.#queue.push(write);
    this.#wake.resolve(undefined);
  }

  /** Until there is something to write, or a series may have ended. */
  async #waitForWork(signal: AbortSignal): Promise<void> {
    if (this.#queue.length > 0 || signal.aborted) return;
    this.#wake = Promise.withResolvers();
    const stop = new AbortController();
    const onAbort = (): void => stop.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    const tick = this.#clock.delay(TICK_MS, { signal: stop.signal }).catch(() => undefined);
    await Promise.race([this.#wake.promise, tick]);
    signal.removeEventListener('abort', onAbort);
    stop.abort();
  }

  async #drain(signal: AbortSignal): Promise<void> {
    while (this.#queue.length > 0 && !signal.aborted) {
      const batch = this.#queue;
      this.#queue = [];
      for (const [index, write] of batch.entries()) {
        if (await this.#send(write, signal)) continue;
        // Stopped in the middle: what was not written goes back, before what came since.
        this.#queue = [...batch.slice(index), ...this.#queue];
        return;
      }
    }
  }

  async #flush(): Promise<void> {
    for (const write of this.#series.finishAll()) this.#enqueue(write);
    const deadline = new AbortController();
    const cancel = this.#clock.after(FLUSH_MS, () => deadline.abort());
    await this.#drain(deadline.signal);
    cancel();
    const lost = this.#queue.length + this.#dropped;
    if (lost > 0) this.#options.log?.warn('events were not written', { count: lost });
  }

  /** False: stopped before it was settled. A write that cannot succeed is settled, too. */
  async #send(write: EventWrite, signal: AbortSignal): Promise<boolean> {
    const { random = Math.random } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#write(write, signal);
        return true;
      } catch (thrown) {
        if (signal.aborted) return false;
        const error = toError(thrown);
        if (attempt >= MAX_ATTEMPTS || isFinal(error)) {
          this.#logOnce('event not written', { error: error.message, reason: write.event.reason });
          return true;
        }
      }
      try {
        await this.#clock.delay(backoffMs(attempt, random(), RETRY), { signal });
      } catch {
        return false;
      }
    }
  }

  async #write(write: EventWrite, signal: AbortSignal): Promise<void> {
    const { client } = this.#options;
    const { event } = write;
    if (write.type === 'create') {
      await client.create(Event, event, { signal });
      return;
    }
    const series = { count: write.count, lastObservedTime: write.lastObservedTime };
    const { namespace = 'default', name = '' } = event.metadata;
    try {
      await client.patch(Event, { namespace, name }, mergePatch({ series }), { signal });
    } catch (error) {
      // Events live for an hour; or the first one was never written.
      if (!isNotFound(error)) throw error;
      await client.create(Event, { ...event, series }, { signal });
    }
  }

  /** Each kind of trouble once: events are a help, and must not be a second source of noise. */
  #logOnce(message: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.#logged.has(message)) return;
    this.#logged.add(message);
    this.#options.log?.warn(message, fields);
  }
}

/** The server has refused and will again: the namespace is going away, no permission, not valid, there already. */
function isFinal(error: Error): boolean {
  const api = findApiError(error);
  return api !== undefined && api.code >= 400 && api.code < 500 && api.code !== 429 && api.code !== 401;
}
