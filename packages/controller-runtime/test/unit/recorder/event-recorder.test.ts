import { ApiError, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import type { Event } from '@kubewright/apimachinery/events/v1';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Patch, Writer } from '../../../src/client/index.ts';
import type { Logger } from '../../../src/log/index.ts';
import { createEventRecorder, type RunnableEventRecorder } from '../../../src/recorder/index.ts';
import { aWidget } from '../cache/fake-api.ts';

const MINUTE = 60_000;

/** Writes down what it is asked to do; fails as often as it is told to. */
class FakeWriter implements Pick<Writer, 'create' | 'patch'> {
  readonly created: Event[] = [];
  readonly patched: { readonly name: string; readonly body: unknown }[] = [];
  readonly failures: Error[] = [];
  attempts = 0;
  #gate: Promise<void> | undefined;

  /** Holds every write up until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#gate = promise;
    return () => resolve(undefined);
  }

  async create<T extends KubernetesObject>(_kind: Kind<T>, object: T): Promise<Stored<T>> {
    await this.#attempt();
    this.created.push(object as unknown as Event);
    return object as Stored<T>;
  }

  async patch<T extends KubernetesObject>(
    _kind: Kind<T>,
    { name }: { readonly name: string },
    patch: Patch,
  ): Promise<Stored<T>> {
    await this.#attempt();
    this.patched.push({ name, body: 'body' in patch ? patch.body : undefined });
    return {} as Stored<T>;
  }

  async #attempt(): Promise<void> {
    this.attempts += 1;
    await this.#gate;
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
  }
}

describe('an event recorder', () => {
  let writer: FakeWriter;
  let clock: FakeClock;
  let recorder: RunnableEventRecorder;
  let stop: AbortController;
  let ended: Promise<void>;
  let warnings: string[];
  const widget = aWidget('a', 7);

  beforeEach(() => {
    writer = new FakeWriter();
    clock = new FakeClock(Date.UTC(2026, 0, 1));
    stop = new AbortController();
    warnings = [];
    const log = { warn: (message: string) => warnings.push(message) } as unknown as Logger;
    recorder = createEventRecorder({
      client: writer,
      controllerName: 'widget',
      instance: 'pod-1',
      log,
      clock,
      random: () => 0,
    });
    ended = recorder.start(stop.signal);
  });
  afterEach(async () => {
    stop.abort();
    await clock.advance(MINUTE);
    await ended;
    expect(clock.pending).toBe(0);
  });
  const settled = async (): Promise<void> => await clock.advance(0);

  test('writes an event that says who, what, about whom and when', async () => {
    recorder.event(widget, 'Warning', 'RowRefused', 'WriteRow', 'The table is missing.');
    await settled();
    expect(writer.created).toEqual([
      {
        metadata: { namespace: 'default', name: expect.stringMatching(/^a\.[0-9a-f]+$/) as string },
        eventTime: '2026-01-01T00:00:00.000000Z',
        reportingController: 'widget',
        reportingInstance: 'pod-1',
        action: 'WriteRow',
        reason: 'RowRefused',
        regarding: {
          apiVersion: 'demo.yash.com/v1',
          kind: 'Widget',
          namespace: 'default',
          name: 'a',
          uid: 'uid-a',
          resourceVersion: '7',
        },
        note: 'The table is missing.',
        type: 'Warning',
      },
    ]);
  });

  test('makes one event and one series of what repeats, and tells the last count when it is over', async () => {
    for (let i = 0; i < 100; i++) {
      recorder.event(widget, 'Warning', 'RowRefused', 'WriteRow', 'again');
      await clock.advance(1_000);
    }
    expect(writer.created).toHaveLength(1);
    expect(writer.patched.map(({ body }) => body)).toEqual([
      { series: { count: 2, lastObservedTime: '2026-01-01T00:00:01.000000Z' } },
    ]);
    await clock.advance(7 * MINUTE);
    expect(writer.patched.map(({ body }) => body).slice(1)).toEqual([
      { series: { count: 100, lastObservedTime: '2026-01-01T00:01:39.000000Z' } },
    ]);
  });

  test('begins anew after six minutes of silence', async () => {
    recorder.event(widget, 'Normal', 'R', 'A', 'n');
    await clock.advance(6 * MINUTE);
    recorder.event(widget, 'Normal', 'R', 'A', 'n');
    await settled();
    expect(writer.created).toHaveLength(2);
    expect(writer.created[0]?.metadata.name).not.toBe(writer.created[1]?.metadata.name);
  });

  test('lets one object have 25 different events at once, and then one in five minutes; others have theirs', async () => {
    for (let i = 0; i < 40; i++) recorder.event(widget, 'Warning', 'R', 'A', `note ${i}`);
    await settled();
    expect(writer.created).toHaveLength(25);
    recorder.event(aWidget('b', 1), 'Warning', 'R', 'A', 'note');
    await settled();
    expect(writer.created).toHaveLength(26);
    await clock.advance(5 * MINUTE);
    for (let i = 50; i < 60; i++) recorder.event(widget, 'Warning', 'R', 'A', `note ${i}`);
    await settled();
    expect(writer.created).toHaveLength(27);
  });

  test('writes the event anew when the one that the series belongs to is gone', async () => {
    recorder.event(widget, 'Normal', 'R', 'A', 'n');
    await settled();
    writer.failures.push(new ApiError({ code: 404 }));
    recorder.event(widget, 'Normal', 'R', 'A', 'n');
    await settled();
    expect(writer.created[1]).toMatchObject({ series: { count: 2 }, metadata: writer.created[0]?.metadata });
  });

  test('tries again while the server is away, and then writes in order', async () => {
    writer.failures.push(new Error('down'), new ApiError({ code: 500 }));
    recorder.event(widget, 'Normal', 'First', 'A', 'n');
    recorder.event(widget, 'Normal', 'Second', 'A', 'n');
    await clock.advance(10_000);
    expect(writer.created.map(({ reason }) => reason)).toEqual(['First', 'Second']);
    expect(warnings).toEqual([]);
  });

  test('gives up what the server refuses for good, says so once, and goes on', async () => {
    writer.failures.push(new ApiError({ code: 403 }), new ApiError({ code: 403 }));
    for (const reason of ['One', 'Two', 'Three']) recorder.event(widget, 'Normal', reason, 'A', 'n');
    await settled();
    expect(writer.created.map(({ reason }) => reason)).toEqual(['Three']);
    expect(warnings).toEqual(['event not written']);
    expect(writer.attempts).toBe(3);
  });

  test('gives up after a few attempts', async () => {
    writer.failures.push(...Array.from({ length: 5 }, () => new Error('down')));
    recorder.event(widget, 'Normal', 'One', 'A', 'n');
    await clock.advance(MINUTE);
    expect([writer.attempts, writer.created.length, warnings]).toEqual([5, 0, ['event not written']]);
  });

  test('drops what is too much rather than fill the memory, and says so once', async () => {
    const release = writer.hold();
    await settled();
    for (let i = 0; i < 1_500; i++) recorder.event(aWidget(`w-${i}`, 1), 'Normal', 'R', 'A', 'n');
    release();
    await settled();
    expect(writer.created.length).toBeLessThanOrEqual(1_001);
    expect(warnings).toEqual(['events are dropped: more come than can be written']);
  });

  test('writes what is left when it is stopped, the counts of series too', async () => {
    const release = writer.hold();
    for (let i = 0; i < 3; i++) recorder.event(widget, 'Normal', 'R', 'A', 'n');
    await settled();
    stop.abort();
    release();
    await ended;
    expect(writer.created).toHaveLength(1);
    expect(writer.patched.at(-1)?.body).toMatchObject({ series: { count: 3 } });
  });

  test('takes five seconds at most to stop', async () => {
    writer.failures.push(...Array.from({ length: 20 }, () => new Error('down')));
    recorder.event(widget, 'Normal', 'R', 'A', 'n');
    await settled();
    stop.abort();
    await clock.advance(5_000);
    await ended;
    expect(warnings).toContain('events were not written');
  });

  test('does not throw for an object that does not say what it is', () => {
    expect(() => recorder.event({ metadata: { name: 'x' } }, 'Normal', 'R', 'A', 'n')).not.toThrow();
    expect(warnings).toEqual(['event without an object: apiVersion, kind or name is missing']);
  });

  test('puts events of cluster-scoped objects into the namespace default, under a name that is one', async () => {
    const role = { apiVersion: 'v1', kind: 'Role', metadata: { name: `system:${'X'.repeat(260)}` } };
    recorder.event(role, 'Normal', 'R', 'A', 'n');
    await settled();
    expect(writer.created[0]?.metadata.namespace).toBe('default');
    expect(writer.created[0]?.metadata.name).toMatch(/^system-x+\.[0-9a-f]+$/);
    expect(writer.created[0]?.metadata.name?.length).toBeLessThanOrEqual(253);
  });

  test('cuts a note to what the server takes, between characters', async () => {
    recorder.event(widget, 'Normal', 'R', 'A', '🙂'.repeat(1_000));
    await settled();
    const note = writer.created[0]?.note ?? '';
    expect(Buffer.byteLength(note)).toBeLessThanOrEqual(1_024);
    expect(note).toMatch(/^(🙂)+…$/u);
  });
});
