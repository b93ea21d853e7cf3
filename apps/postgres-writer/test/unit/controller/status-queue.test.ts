import { ApiError, type Stored } from '@kubewright/apimachinery';
import { discardLogger } from '@kubewright/controller-runtime/log';
import type { AddOptions } from '@kubewright/controller-runtime/queue';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { PostgresWriter } from '../../../api/v1/index.ts';
import { StatusQueue } from '../../../controller/status-queue.ts';
import type { StatusWriter } from '../../../controller/status.ts';
import type { Report } from '../../../controller/verdict.ts';
import { aWriter } from './builders.ts';

const ready: Report = { state: 'ready', reason: 'InSync', message: 'row a/b is in public.students' };
const stalled: Report = { state: 'stalled', reason: 'TableNotFound', message: 'there is no table' };

const write = vi.fn<StatusWriter['write']>();
const onWritten = vi.fn<(object: Stored<PostgresWriter>, report: Report) => void>();
const warn = vi.fn();
const log = { ...discardLogger, warn };
let looks: { readonly name: string; readonly afterMs: number | undefined }[];
let queue: StatusQueue;

beforeEach(() => {
  write.mockReset().mockImplementation(writtenAs('101'));
  onWritten.mockReset();
  warn.mockReset();
  looks = [];
  queue = new StatusQueue({ writer: { write }, concurrency: 2, random: () => 1, onWritten });
  const add = ({ name }: { readonly name: string }, { afterMs }: AddOptions = {}) => looks.push({ name, afterMs });
  const { signal } = new AbortController();
  void queue.source.start({ queue: { add }, signal, log, clock: new FakeClock(), ready: () => undefined });
});

function writtenAs(resourceVersion: string): StatusWriter['write'] {
  return (object) => Promise.resolve({ ...object, metadata: { ...object.metadata, resourceVersion } });
}

const named = (name: string, resourceVersion = '100'): Stored<PostgresWriter> =>
  aWriter({ metadata: { name, resourceVersion } });
const idle = (): Promise<void> => queue.start(AbortSignal.abort());

/** Writes that hang until they are let go, one after the other. */
function hangingWrites(): { readonly begun: string[]; readonly letGo: () => void } {
  const waiting: (() => void)[] = [];
  const begun: string[] = [];
  write.mockImplementation((object, report) => {
    begun.push(`${object.metadata.name} ${report.state}`);
    return new Promise((resolve) => waiting.push(() => resolve(object)));
  });
  return { begun, letGo: () => waiting.shift()?.() };
}

describe('a status', () => {
  test('is written at once, and told', async () => {
    queue.submit(named('a'), ready, log);
    expect(write).toHaveBeenCalledTimes(1);
    await idle();
    expect(onWritten.mock.calls.map(([, report]) => report)).toEqual([ready]);
  });

  test('that says nothing new is not told', async () => {
    write.mockResolvedValue(undefined);
    queue.submit(named('a'), ready, log);
    await idle();
    expect(onWritten).not.toHaveBeenCalled();
  });

  test('waits for its turn when as many are being written as may be', async () => {
    const { begun, letGo } = hangingWrites();
    for (const name of ['a', 'b', 'c']) queue.submit(named(name), ready, log);
    expect(begun).toEqual(['a ready', 'b ready']);
    letGo();
    await vi.waitFor(() => expect(begun).toEqual(['a ready', 'b ready', 'c ready']));
    letGo();
    letGo();
    await idle();
  });

  test('of the same object waits until the one before is written, and only the latest follows', async () => {
    const { begun, letGo } = hangingWrites();
    queue.submit(named('a'), ready, log);
    queue.submit(named('a'), stalled, log);
    queue.submit(named('a'), { ...ready, state: 'retrying' }, log);
    expect(begun).toEqual(['a ready']);
    letGo();
    await vi.waitFor(() => expect(begun).toEqual(['a ready', 'a retrying']));
    letGo();
    await idle();
  });

  test('that waits is dropped when its object is about to go', async () => {
    const { begun, letGo } = hangingWrites();
    for (const name of ['a', 'b', 'c']) queue.submit(named(name), ready, log);
    queue.cancel(named('c'));
    letGo();
    letGo();
    await idle();
    expect(begun).toEqual(['a ready', 'b ready']);
  });
});

describe('a status that was made from an old version', () => {
  test('says the server: its object is looked at again, quietly', async () => {
    write.mockRejectedValue(new ApiError({ code: 409 }));
    queue.submit(named('a'), ready, log);
    await idle();
    expect(looks).toEqual([{ name: 'a', afterMs: 100 }]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('that our own write has overtaken is not compared with it: its object is looked at again', async () => {
    queue.submit(named('a', '100'), stalled, log);
    await idle();
    queue.submit(named('a', '100'), ready, log);
    await idle();
    expect(write).toHaveBeenCalledTimes(1);
    expect(looks).toEqual([{ name: 'a', afterMs: 100 }]);
    queue.submit(named('a', '101'), ready, log);
    await idle();
    expect(write).toHaveBeenCalledTimes(2);
  });

  test('does not concern a new object of the same name', async () => {
    queue.submit(named('a', '100'), stalled, log);
    await idle();
    queue.submit(aWriter({ metadata: { name: 'a', uid: 'uid-2', resourceVersion: '90' } }), ready, log);
    await idle();
    expect(write).toHaveBeenCalledTimes(2);
  });
});

describe('a status that cannot be written', () => {
  test('is said once, and its object is looked at again, ever more slowly', async () => {
    write.mockRejectedValue(new ApiError({ code: 503 }));
    for (let i = 0; i < 12; i++) {
      queue.submit(named('a'), ready, log);
      await idle();
    }
    expect(warn).toHaveBeenCalledTimes(1);
    expect(looks.slice(0, 3).map(({ afterMs }) => afterMs)).toEqual([100, 200, 400]);
    expect(looks.at(-1)?.afterMs).toBe(60_000);
  });

  test('and then is, starts afresh', async () => {
    write.mockRejectedValueOnce(new ApiError({ code: 503 })).mockRejectedValueOnce(new ApiError({ code: 503 }));
    for (let i = 0; i < 3; i++) {
      queue.submit(named('a'), ready, log);
      await idle();
    }
    write.mockRejectedValueOnce(new ApiError({ code: 503 }));
    queue.submit(named('a', '101'), stalled, log);
    await idle();
    expect(looks.map(({ afterMs }) => afterMs)).toEqual([100, 200, 100]);
  });

  test('never tells what the server quotes of an invalid object', async () => {
    write.mockRejectedValue(new ApiError({ code: 422, message: 'Invalid value: "alex"' }));
    queue.submit(named('a'), ready, log);
    await idle();
    expect(JSON.stringify(warn.mock.calls)).toContain('Invalid');
    expect(JSON.stringify(warn.mock.calls)).not.toContain('alex');
  });

  test('because its object is gone is forgotten', async () => {
    write.mockRejectedValue(new ApiError({ code: 404 }));
    queue.submit(named('a'), ready, log);
    await idle();
    expect(looks).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('at the end', () => {
  test('everything that waits is written first', async () => {
    const { begun, letGo } = hangingWrites();
    for (const name of ['a', 'b', 'c', 'd']) queue.submit(named(name), ready, log);
    const stop = new AbortController();
    const ended = queue.start(stop.signal, { stopNow: new AbortController().signal });
    stop.abort();
    for (let i = 0; i < 4; i++) {
      await vi.waitFor(() => expect(begun.length).toBeGreaterThan(i));
      letGo();
    }
    await ended;
    expect(begun).toHaveLength(4);
  });

  test('what waits is dropped when there is no time left, and what is under way is abandoned', async () => {
    write.mockImplementation((_object, _report, { signal }) => {
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      return promise;
    });
    for (const name of ['a', 'b', 'c', 'd']) queue.submit(named(name), ready, log);
    const stopNow = new AbortController();
    const ended = queue.start(AbortSignal.abort(), { stopNow: stopNow.signal });
    stopNow.abort();
    await ended;
    expect(write).toHaveBeenCalledTimes(2);
    expect(warn).not.toHaveBeenCalled();
  });

  test('it stops after the reconcilers, on every replica', () => {
    expect([queue.group, queue.needLeaderElection]).toEqual(['caches', false]);
  });
});
