import type { Stored } from '@kubewright/apimachinery';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { PostgresWriter } from '../../../api/v1/index.ts';
import type { RowStoreError } from '../../../controller/row-store.ts';
import { nextStatus } from '../../../controller/status.ts';
import { StoreGate } from '../../../controller/store-gate.ts';
import { judgeFailure } from '../../../controller/verdict.ts';
import { aFailure, aWriter, NOW } from './builders.ts';

let now: number;
const onDatabaseDown = vi.fn<(error: RowStoreError) => void>();
const onDatabaseUp = vi.fn<(downForMs: number) => void>();
let gate: StoreGate;
const { signal } = new AbortController();

beforeEach(() => {
  now = 0;
  onDatabaseDown.mockReset();
  onDatabaseUp.mockReset();
  gate = new StoreGate({ monotonic: () => now, random: () => 0, onDatabaseDown, onDatabaseUp });
});

const outage = aFailure('unavailable', 'DatabaseUnavailable', 'connection refused');
const missing = aFailure();

const named = (name: string, table = 'students'): Stored<PostgresWriter> =>
  aWriter({ metadata: { name }, spec: { table } });

/** The object with the status that this failure leaves. */
const afterFailure = (object: Stored<PostgresWriter>, error: RowStoreError): Stored<PostgresWriter> => ({
  ...object,
  status: nextStatus(object, judgeFailure(object, 'applyRow', { error }, 0).report, NOW)!,
});

/** How many calls reached the store, and what the caller was told. */
async function run(object: Stored<PostgresWriter>, error?: Error) {
  const call = vi.fn(() => (error === undefined ? Promise.resolve('done') : Promise.reject(error)));
  const answer = await gate.run(object, 'applyRow', call, signal);
  return { asked: call.mock.calls.length, answer };
}

describe('while the database is down', () => {
  beforeEach(async () => {
    // A connection that is reset must not cost the one object that noticed more than half a second.
    const answer = { kind: 'failed', error: outage, retryAfterMs: 500 };
    expect(await run(named('a'), outage)).toEqual({ asked: 1, answer });
  });

  test('nobody else asks, and all are told why and when', async () => {
    expect(await run(named('b', 'pupils'))).toEqual({
      asked: 0,
      answer: { kind: 'failed', error: outage, retryAfterMs: 500 },
    });
  });

  test('it is said once', async () => {
    now = 600;
    await run(named('b'), outage);
    expect(onDatabaseDown).toHaveBeenCalledExactlyOnceWith(outage);
  });

  test('one object tries every few seconds, however many wait', async () => {
    let asked = 0;
    for (; now < 60_000; now += 100)
      for (const name of ['a', 'b', 'c']) asked += (await run(named(name), outage)).asked;
    expect(asked).toBeGreaterThan(10);
    expect(asked).toBeLessThan(20);
  });

  test('the first success lets everybody go', async () => {
    now = 500;
    expect((await run(named('b'))).asked).toBe(1);
    expect((await run(named('c'))).asked).toBe(1);
    expect(onDatabaseUp).toHaveBeenCalledExactlyOnceWith(500);
  });

  test('a refusal is an answer too', async () => {
    now = 500;
    await run(named('b'), aFailure('refused', 'ValueRefused', 'value refused'));
    expect((await run(named('c'))).asked).toBe(1);
  });
});

describe('while a table is missing', () => {
  const waiting = Array.from({ length: 100 }, (_, i) => afterFailure(named(`n${i}`), missing));

  beforeEach(async () => {
    for (const object of waiting) await run(named(object.metadata.name), missing);
  });

  test('each object is tried once by itself', async () => {
    expect((await run(named('new'), missing)).asked).toBe(1);
  });

  test('of all that wait a few try every five seconds', async () => {
    let asked = 0;
    for (now = 1_000; now < 61_000; now += 1_000)
      for (const object of waiting) asked += (await run(object, missing)).asked;
    expect(asked).toBe(12 * 4);
  });

  test('other tables are not concerned', async () => {
    expect((await run(afterFailure(named('x', 'pupils'), missing), missing)).asked).toBe(1);
  });

  test('an edit is tried at once', async () => {
    const [object] = waiting;
    expect((await run({ ...object!, metadata: { ...object!.metadata, generation: 2 } }, missing)).asked).toBe(1);
  });

  test('the first success lets all of them go', async () => {
    await run(named('new'));
    for (const object of waiting) expect((await run(object)).asked).toBe(1);
  });

  test('an object that failed in another way goes its own way', async () => {
    const other = afterFailure(named('other'), aFailure('blocked', 'ColumnMissing', 'no column age'));
    expect((await run(other, missing)).asked).toBe(1);
  });
});

describe('a failure that concerns one row', () => {
  test.each([
    aFailure('refused', 'ValueRefused'),
    aFailure('retry', 'DatabaseError'),
    aFailure('slow', 'DatabaseError'),
    new TypeError('not foreseen'),
  ])('keeps nobody away: %s', async (error) => {
    await run(named('a'), error);
    expect((await run(named('b'))).asked).toBe(1);
  });
});

test('a statement that took too long is the fault of its table, not of the database', async () => {
  await run(named('a'), aFailure('unavailable', 'DatabaseUnavailable', 'took too long', '57014'));
  expect((await run(named('b', 'pupils'))).asked).toBe(1);
  expect(onDatabaseDown).not.toHaveBeenCalled();
});

describe('a probe', () => {
  test('that fails keeps everybody away', async () => {
    await gate.probe(() => Promise.reject(outage), signal);
    expect(gate.databaseError()).toBe(outage);
    expect((await run(named('a'))).asked).toBe(0);
  });

  test('that succeeds lets everybody go at once', async () => {
    await run(named('a'), outage);
    await gate.probe(() => Promise.resolve(), signal);
    expect(gate.databaseError()).toBeUndefined();
    expect((await run(named('b'))).asked).toBe(1);
  });

  test('that fails for another reason says nothing about the database', async () => {
    await gate.probe(() => Promise.reject(aFailure('retry', 'DatabaseError')), signal);
    expect(gate.databaseError()).toBeUndefined();
  });

  test('that no database could have made fail is not swallowed', async () => {
    await expect(gate.probe(() => Promise.reject(new TypeError('mistake')), signal)).rejects.toThrow('mistake');
  });

  test('that hangs is left to itself when the process stops', async () => {
    const stop = new AbortController();
    const probing = gate.probe(() => new Promise(() => undefined), stop.signal);
    stop.abort(new Error('stopping'));
    await expect(probing).rejects.toThrow('stopping');
  });
});

test('a call that was abandoned rejects with the reason, and says nothing about the database', async () => {
  const abandoned = new AbortController();
  const call = () => {
    abandoned.abort(new Error('stopping'));
    return Promise.reject(outage);
  };
  await expect(gate.run(named('a'), 'applyRow', call, abandoned.signal)).rejects.toThrow('stopping');
  expect((await run(named('b'))).asked).toBe(1);
});
