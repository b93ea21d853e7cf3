import type { Stored } from '@kubewright/apimachinery';
import { createLogger, discardLogger } from '@kubewright/controller-runtime/log';
import type { Request } from '@kubewright/controller-runtime/reconcile';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PostgresWriter } from '../../../api/v1/index.ts';
import { DriftChecker, type DriftCheckerOptions } from '../../../controller/drift-checker.ts';
import type { DifferenceOutcome, RowAudit, RowDifference } from '../../../controller/row-store.ts';
import { aCondition, aDeletedWriter, aFailure, aWriter, type ObjectParts } from './builders.ts';

const INTERVAL_MS = 60_000;
const difference = vi.fn<RowAudit['difference']>();
const onChecked = vi.fn();
let clock: FakeClock;
let stop: AbortController;
let objects: Stored<PostgresWriter>[];
let queued: string[];
let lines: string[];
let running: Promise<unknown>;

/** Written as the spec asks, and said so. */
const inOrder = (name: string, { spec, metadata, status }: ObjectParts = {}): Stored<PostgresWriter> =>
  aWriter({
    ...(spec && { spec }),
    metadata: { name, uid: `uid-of-${name}`, ...metadata },
    status: status ?? { observedGeneration: 1, table: 'public.students', conditions: [aCondition()] },
  });

const nothing: DifferenceOutcome = { differences: [], failures: [] };
const found = (...differences: readonly RowDifference[]): DifferenceOutcome => ({ differences, failures: [] });
const changed = (index: number): RowDifference => ({ index, kind: 'changed', columns: ['age'] });
/** The names of the objects of each question. */
const asked = (): readonly (readonly string[])[] =>
  difference.mock.calls.map(([requests]) => requests.map(({ owner }) => owner.name));

async function start(options: Partial<DriftCheckerOptions> = {}): Promise<DriftChecker> {
  const checker = new DriftChecker({
    cache: { list: () => Promise.resolve({ metadata: {}, items: objects as never }) },
    audit: { difference },
    intervalMs: INTERVAL_MS,
    clock,
    random: () => 0.5,
    log: createLogger({ format: 'json', sink: { write: (line) => void lines.push(line) } }),
    onChecked,
    ...options,
  });
  const queue = {
    add: ({ name }: Request, { priority = 0 } = {}) => {
      expect(priority).toBeLessThan(0);
      queued.push(name);
    },
  };
  const { signal } = stop;
  const source = checker.source.start({ queue, signal, log: discardLogger, clock, ready: () => undefined });
  running = Promise.all([source, checker.start(signal)]);
  await clock.advance(0);
  return checker;
}

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  objects = [inOrder('ann'), inOrder('ben')];
  queued = [];
  lines = [];
  difference.mockReset().mockResolvedValue(nothing);
  onChecked.mockReset();
});

afterEach(async () => {
  stop.abort();
  await running;
  expect(clock.pending).toBe(0);
});

describe('at the start', () => {
  test('one question is asked for all, and what is in order costs nothing more', async () => {
    await start();
    expect([asked(), queued]).toEqual([[['ann', 'ben']], []]);
    expect(onChecked.mock.calls).toEqual([[{ compared: 2, drifted: 0, unknown: 0 }]]);
  });

  test('what differs is looked at, and how it differs is told to who looks, once', async () => {
    difference.mockResolvedValue(found(changed(1)));
    const checker = await start();
    expect(queued).toEqual(['ben']);
    const [ann, ben] = objects as [Stored<PostgresWriter>, Stored<PostgresWriter>];
    expect(checker.take(ann)).toBeUndefined();
    expect(checker.take(ben)).toEqual({ drift: { kind: 'changed', columns: ['age'] } });
    expect(checker.take(ben)).toBeUndefined();
  });

  test('a finding is of one spec: an edit, or another object of the name, makes it void', async () => {
    difference.mockResolvedValue(found(changed(0), changed(1)));
    const checker = await start();
    expect(checker.take(inOrder('ann', { metadata: { generation: 2 } }))).toBeUndefined();
    expect(checker.take(inOrder('ben', { metadata: { uid: 'another' } }))).toBeUndefined();
  });

  test.each([
    { name: 'suspended', object: inOrder('cleo', { spec: { suspend: true } }) },
    { name: 'being deleted', object: aDeletedWriter({ metadata: { name: 'cleo' } }) },
    { name: 'edited and not written yet', object: inOrder('cleo', { metadata: { generation: 2 } }) },
    { name: 'without our finalizer', object: inOrder('cleo', { metadata: { finalizers: [] } }) },
    {
      name: 'out of order by its own words',
      object: inOrder('cleo', {
        status: { observedGeneration: 1, conditions: [aCondition({ status: 'False', reason: 'ValueRefused' })] },
      }),
    },
  ])('an object that is $name is left to its own time', async ({ object }) => {
    objects.push(object);
    await start();
    expect([asked(), queued]).toEqual([[['ann', 'ben']], []]);
  });

  test('what is in order is proven: of this object of the cache, not of what became of it', async () => {
    difference.mockResolvedValue(found(changed(1)));
    const checker = await start();
    const [ann, ben] = objects as [Stored<PostgresWriter>, Stored<PostgresWriter>];
    const prove = (object: Stored<PostgresWriter>) => checker.proves(object, stop.signal);
    expect([await prove(ann), await prove(ben), await prove({ ...ann })]).toEqual([true, false, false]);
  });

  test('what is found later makes a proof void for good: looking at it may have to be tried again', async () => {
    const checker = await start();
    const [ann] = objects as [Stored<PostgresWriter>];
    difference.mockResolvedValueOnce(found(changed(0)));
    await clock.advance(INTERVAL_MS);
    checker.take(ann);
    expect(await checker.proves(ann, stop.signal)).toBe(false);
    await clock.advance(INTERVAL_MS);
    expect(await checker.proves(ann, stop.signal)).toBe(false);
  });

  test('who asks for a proof waits for the answer, unless there can be none', async () => {
    const answer = Promise.withResolvers<DifferenceOutcome>();
    difference.mockReturnValueOnce(answer.promise);
    const checker = await start();
    const [ann] = objects as [Stored<PostgresWriter>];
    const proof = checker.proves(ann, stop.signal);
    expect(await checker.proves(inOrder('ann', { metadata: { generation: 2 } }), stop.signal)).toBe(false);
    answer.resolve(nothing);
    expect(await proof).toBe(true);
  });

  test('who asks for a proof from a database that is away is told that there is none', async () => {
    difference.mockRejectedValue(aFailure('unavailable', 'DatabaseUnavailable'));
    const checker = await start();
    expect(await checker.proves(objects[0]!, stop.signal)).toBe(false);
  });

  test('with the interval off, it is the only time', async () => {
    await start({ intervalMs: 0 });
    await clock.advance(10 * INTERVAL_MS);
    expect(asked()).toHaveLength(1);
  });
});

test('what was found and not taken yet is kept while all are compared again', async () => {
  difference.mockResolvedValue(found(changed(0)));
  const checker = await start();
  const answer = Promise.withResolvers<DifferenceOutcome>();
  difference.mockReturnValueOnce(answer.promise);
  await clock.advance(INTERVAL_MS);
  expect(checker.take(inOrder('ann'))).toBeDefined();
  answer.resolve(found(changed(1)));
  await clock.advance(0);
  expect([checker.take(inOrder('ann')), checker.take(inOrder('ben'))]).toEqual([undefined, expect.anything()]);
});

test('nothing is asked by one that is stopped before it has a queue', async () => {
  const checker = new DriftChecker({
    cache: { list: () => Promise.reject(new Error('not expected')) },
    audit: { difference },
    intervalMs: INTERVAL_MS,
    clock,
    random: () => 0,
    log: discardLogger,
  });
  running = checker.start(stop.signal);
  stop.abort();
  await running;
  expect(difference).not.toHaveBeenCalled();
});

describe('every interval', () => {
  test.each([
    { random: 0, ms: 54_000 },
    { random: 0.5, ms: 60_000 },
    { random: 1, ms: 66_000 },
  ])('all are compared again: after $ms ms by a chance of $random', async ({ random, ms }) => {
    await start({ random: () => random });
    await clock.advance(ms - 1);
    expect(asked()).toHaveLength(1);
    await clock.advance(1);
    expect(asked()).toHaveLength(2);
  });
});

describe('with driftPolicy Report', () => {
  const text = 'row default/ann in public.students differs from the spec in age';
  const reported = (message?: string): Stored<PostgresWriter> =>
    inOrder('ann', {
      spec: { driftPolicy: 'Report' },
      status: {
        observedGeneration: 1,
        table: 'public.students',
        conditions: [aCondition(), ...(message === undefined ? [] : [aCondition({ type: 'Drifted', message })])],
      },
    });

  test.each([
    { name: 'a drift that is not told of yet', said: undefined, drifted: true, want: ['ann'] },
    { name: 'a drift that is told of already', said: text, drifted: true, want: [] },
    { name: 'a drift that is told of in other words', said: 'it is missing', drifted: true, want: ['ann'] },
    { name: 'a drift that is gone', said: text, drifted: false, want: ['ann'] },
    { name: 'no drift', said: undefined, drifted: false, want: [] },
  ])('$name has $want looked at', async ({ said, drifted, want }) => {
    objects = [reported(said)];
    difference.mockResolvedValue(drifted ? found(changed(0)) : nothing);
    const checker = await start();
    expect(queued).toEqual(want);
    expect(checker.take(reported()) !== undefined).toBe(want.length > 0);
  });
});

describe('a suspect', () => {
  test('is compared at once, alone', async () => {
    const checker = await start();
    difference.mockResolvedValue(found(changed(0)));
    checker.suspect({ namespace: 'default', name: 'ben' });
    checker.suspect({ namespace: 'default', name: 'ben' });
    checker.suspect({ namespace: 'elsewhere', name: 'unknown' });
    await clock.advance(0);
    expect(asked().slice(1)).toEqual([['ben']]);
    expect(queued).toEqual(['ben']);
  });

  test('that comes while others are compared is not forgotten', async () => {
    const checker = await start();
    difference.mockImplementationOnce(() => {
      checker.suspect({ namespace: 'default', name: 'ann' });
      return Promise.resolve(nothing);
    });
    checker.suspect({ namespace: 'default', name: 'ben' });
    await clock.advance(0);
    expect(asked().slice(1)).toEqual([['ben'], ['ann']]);
  });

  test('that cannot be compared is compared with all others, soon', async () => {
    const checker = await start();
    difference.mockRejectedValueOnce(aFailure('unavailable', 'DatabaseUnavailable'));
    checker.suspect({ namespace: 'default', name: 'ben' });
    await clock.advance(5_000);
    expect(asked()).toEqual([['ann', 'ben'], ['ben'], ['ann', 'ben']]);
  });

  test('is named as its row is, by who hears of changes', async () => {
    const checker = await start();
    checker.onChange({ keys: ['default/ben', 'default/nobody'] });
    await clock.advance(0);
    expect(asked().slice(1)).toEqual([['ben']]);
  });

  test('may be anyone, when it is not known which rows were changed', async () => {
    const checker = await start();
    checker.onChange({ keys: undefined });
    await clock.advance(5_000);
    expect(asked().slice(1)).toEqual([['ann', 'ben']]);
  });

  test('may be all of them, but not all the time', async () => {
    const checker = await start();
    for (let i = 0; i < 10; i++) {
      checker.suspectAll();
      await clock.advance(1_000);
    }
    expect(asked()).toHaveLength(3);
  });
});

describe('a database that', () => {
  test('is away is asked now and then and told of once, and nothing is concluded', async () => {
    difference.mockRejectedValue(aFailure('unavailable', 'DatabaseUnavailable', 'nothing listens at db:5432'));
    await start();
    for (const pauseMs of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) await clock.advance(pauseMs);
    expect([asked().length, queued, onChecked.mock.calls]).toEqual([7, [], []]);
    expect(lines.filter((line) => line.includes('rows not compared'))).toHaveLength(1);
    difference.mockResolvedValue(found(changed(0)));
    await clock.advance(60_000);
    expect(queued).toEqual(['ann']);
  });

  test('is back is asked as soon as somebody says so', async () => {
    difference.mockRejectedValueOnce(aFailure('unavailable', 'DatabaseUnavailable'));
    difference.mockRejectedValueOnce(aFailure('unavailable', 'DatabaseUnavailable'));
    const checker = await start();
    await clock.advance(5_000 + 6_000);
    expect(asked()).toHaveLength(2);
    checker.suspectAll();
    await clock.advance(0);
    expect(asked()).toHaveLength(3);
  });

  test('lacks a table has the objects of that table looked at', async () => {
    difference.mockResolvedValue({ differences: [], failures: [{ indices: [1], error: aFailure() }] });
    const checker = await start();
    expect(queued).toEqual(['ben']);
    expect(checker.take(inOrder('ben'))).toMatchObject({ drift: { kind: 'unreadable' } });
  });

  test('cannot say of one table just now is asked again within a minute, and the others are judged', async () => {
    const error = aFailure('retry', 'DatabaseError', 'a lock did not come free (55P03)');
    difference.mockResolvedValue({ differences: [changed(0)], failures: [{ indices: [1], error }] });
    await start({ intervalMs: 10 * INTERVAL_MS });
    expect(queued).toEqual(['ann']);
    expect(onChecked.mock.calls).toEqual([[{ compared: 2, drifted: 1, unknown: 1 }]]);
    await clock.advance(60_000);
    expect(asked()).toHaveLength(2);
  });
});
