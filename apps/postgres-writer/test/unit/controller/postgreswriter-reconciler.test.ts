import { ApiError, type Stored } from '@kubewright/apimachinery';
import { discardLogger } from '@kubewright/controller-runtime/log';
import type { Result } from '@kubewright/controller-runtime/reconcile';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { PostgresWriter } from '../../../api/v1/index.ts';
import type { DriftWatch } from '../../../controller/drift.ts';
import { FINALIZER } from '../../../controller/finalizer.ts';
import { PostgresWriterReconciler } from '../../../controller/postgreswriter-reconciler.ts';
import type { ApplyOutcome, RemoveOutcome, RowStore } from '../../../controller/row-store.ts';
import { StatusQueue } from '../../../controller/status-queue.ts';
import { StatusWriter } from '../../../controller/status.ts';
import { StoreGate } from '../../../controller/store-gate.ts';
import { aCondition, aDeletedWriter, aFailure, aWriter, NOW, STUDENTS, type ObjectParts } from './builders.ts';
import { FakeApi } from './fake-api.ts';

const OTHER = 'example.com/other';
const written: ApplyOutcome = { kind: 'written', place: STUDENTS, inserted: 1, updated: 0, pruned: 0 };
const inSync: ApplyOutcome = { kind: 'inSync', place: STUDENTS };
const absent: RemoveOutcome = { kind: 'absent', removed: 1, leftForeign: 0 };

const apply = vi.fn<RowStore['apply']>();
const remove = vi.fn<RowStore['remove']>();
/** What was to be looked at again because its status could not be written. */
let looksAgain = 0;
const events: string[] = [];
const drift = {
  proves: vi.fn<DriftWatch['proves']>(),
  take: vi.fn<DriftWatch['take']>(),
  suspect: vi.fn<DriftWatch['suspect']>(),
};
let repaired = 0;
let inheritBeforeMs: number | undefined;

beforeEach(() => {
  drift.proves.mockReset().mockResolvedValue(false);
  drift.take.mockReset();
  drift.suspect.mockReset();
  repaired = 0;
  inheritBeforeMs = undefined;
  apply.mockReset().mockResolvedValue(written);
  remove.mockReset().mockResolvedValue(absent);
  looksAgain = 0;
  events.length = 0;
});

/** Reconciles once, and waits until what there is to say is written. */
function reconcilerOf(api: FakeApi): () => Promise<Result> {
  const stop = new AbortController();
  const statuses = new StatusQueue({
    writer: new StatusWriter(api.client, () => Date.parse(NOW)),
    random: () => 0,
    onWritten: () => undefined,
  });
  const queue = {
    add: () => {
      looksAgain++;
    },
  };
  const { signal } = stop;
  void statuses.source.start({ queue, signal, log: discardLogger, clock: new FakeClock(), ready: () => undefined });
  const reconciler = new PostgresWriterReconciler({
    client: api.client,
    apiReader: api.apiReader,
    rows: { apply, remove },
    gate: new StoreGate({ monotonic: () => 0, random: () => 0 }),
    recorder: { event: (_object, _type, reason) => events.push(reason) },
    statuses,
    drift,
    onRepaired: (rows) => (repaired += rows),
    inheritBeforeMs,
    now: () => Date.parse(NOW),
    random: () => 0,
  });
  return async () => {
    try {
      return await reconciler.reconcile(
        { namespace: 'default', name: 'sample-student' },
        { signal, log: discardLogger },
      );
    } finally {
      await statuses.start(AbortSignal.abort());
    }
  };
}

const unguarded = (): Stored<PostgresWriter> => aWriter({ metadata: { finalizers: [OTHER] } });

describe('a new object', () => {
  test('gets the finalizer, then its row, then its status: two writes', async () => {
    const api = new FakeApi(unguarded());
    apply.mockImplementation(() => {
      expect(api.stored?.metadata.finalizers).toEqual([OTHER, FINALIZER]);
      return Promise.resolve(written);
    });
    expect(await reconcilerOf(api)()).toEqual({ kind: 'done' });
    expect(api.writes).toEqual(['patch', 'status']);
    expect(api.stored?.status).toMatchObject({ observedGeneration: 1, table: 'public.students' });
  });

  test('is written by the version that the finalizer made, not by the one before', async () => {
    await reconcilerOf(new FakeApi(unguarded()))();
    expect(apply.mock.calls[0]?.[0].owner.resourceVersion).toBe('101');
  });

  test('that is gone again costs nothing', async () => {
    const api = new FakeApi();
    expect(await reconcilerOf(api)()).toEqual({ kind: 'done' });
    expect([api.writes, apply.mock.calls]).toEqual([[], []]);
  });

  test('that is gone before it gets the finalizer has no row written', async () => {
    const api = new FakeApi(unguarded());
    api.beforeWrite = () => api.change(() => undefined);
    expect(await reconcilerOf(api)()).toEqual({ kind: 'done' });
    expect(apply).not.toHaveBeenCalled();
  });
});

describe('an object in order', () => {
  test('costs no write at all when it is looked at again', async () => {
    const api = new FakeApi(unguarded());
    const reconcile = reconcilerOf(api);
    await reconcile();
    apply.mockResolvedValue(inSync);
    await reconcile();
    await reconcile();
    expect(api.writes).toEqual(['patch', 'status']);
    expect(api.liveReads).toBe(0);
  });

  test('that was edited gets one more status', async () => {
    const api = new FakeApi(unguarded());
    const reconcile = reconcilerOf(api);
    await reconcile();
    api.change((object) => ({ ...object, metadata: { ...object.metadata, generation: 2 } }));
    await reconcile();
    expect(api.writes).toEqual(['patch', 'status', 'status']);
    expect(api.stored?.status?.observedGeneration).toBe(2);
  });
});

test('a trigger that makes something else of the row is told once, and the object is in sync', async () => {
  const api = new FakeApi(aWriter());
  const reconcile = reconcilerOf(api);
  apply.mockResolvedValueOnce({ ...written, altered: true });
  await reconcile();
  apply.mockResolvedValue(inSync);
  await reconcile();
  expect(events).toEqual(['RowAltered']);
  expect(api.stored?.status?.conditions).toMatchObject([{ type: 'Ready', status: 'True' }]);
});

describe('an object that is being deleted', () => {
  const going = (): Stored<PostgresWriter> => aDeletedWriter({ metadata: { finalizers: [OTHER, FINALIZER] } });

  test('loses its row, then our finalizer alone', async () => {
    const api = new FakeApi(going());
    remove.mockImplementation(() => {
      expect(api.stored?.metadata.finalizers).toContain(FINALIZER);
      return Promise.resolve(absent);
    });
    expect(await reconcilerOf(api)()).toEqual({ kind: 'done' });
    expect(api.writes).toEqual(['patch']);
    expect(api.stored?.metadata.finalizers).toEqual([OTHER]);
    expect(apply).not.toHaveBeenCalled();
  });

  test('stays, and says why, while its row cannot be removed', async () => {
    const api = new FakeApi(going());
    remove.mockRejectedValue(aFailure('blocked', 'RowNotRemoved', 'a trigger of public.students kept it'));
    expect(await reconcilerOf(api)()).toMatchObject({ kind: 'requeueAfter' });
    expect(api.stored?.metadata.finalizers).toContain(FINALIZER);
    expect(api.stored?.status?.conditions).toMatchObject([
      { type: 'Ready', status: 'False', reason: 'RowNotRemoved' },
      { type: 'Stalled', status: 'True' },
    ]);
  });

  test('is left alone once our finalizer is off', async () => {
    const api = new FakeApi(aDeletedWriter({ metadata: { finalizers: [OTHER] } }));
    expect(await reconcilerOf(api)()).toEqual({ kind: 'done' });
    expect([api.writes, remove.mock.calls]).toEqual([[], []]);
  });
});

/** Written as the spec asks, and said so. */
const applied = (over: ObjectParts = {}): Stored<PostgresWriter> =>
  aWriter({ ...over, status: { observedGeneration: 1, table: 'public.students', conditions: [aCondition()] } });
const changed = { drift: { kind: 'changed', columns: ['age'] } } as const;

test('a row that the comparison at the start has proven to be in order costs nothing', async () => {
  const api = new FakeApi(applied());
  drift.proves.mockResolvedValue(true);
  expect(await reconcilerOf(api)()).toEqual({ kind: 'done' });
  expect([apply.mock.calls, api.writes]).toEqual([[], []]);
});

describe('a row that somebody else changed', () => {
  test('is written again: an event and a count, and no status', async () => {
    const api = new FakeApi(applied());
    drift.take.mockReturnValueOnce(changed);
    apply.mockResolvedValue({ ...written, inserted: 0, updated: 1 });
    await reconcilerOf(api)();
    expect([events, repaired, api.writes]).toEqual([['DriftRepaired'], 1, []]);
  });

  test('is no drift when it is the spec that changed, nor when nothing had to be written', async () => {
    await reconcilerOf(new FakeApi(applied({ metadata: { generation: 2 } })))();
    apply.mockResolvedValue(inSync);
    await reconcilerOf(new FakeApi(applied()))();
    expect([events, repaired]).toEqual([[], 0]);
  });

  test('and cannot be written again is Drifted until it can', async () => {
    const api = new FakeApi(applied());
    const reconcile = reconcilerOf(api);
    drift.take.mockReturnValueOnce(changed);
    const refused = aFailure('refused', 'ValueRefused');
    apply.mockRejectedValueOnce(refused).mockRejectedValueOnce(refused);
    for (let i = 0; i < 2; i++) await reconcile();
    expect(api.stored?.status?.conditions).toMatchObject([
      { type: 'Ready', status: 'False', reason: 'ValueRefused' },
      { type: 'Drifted', status: 'True' },
      { type: 'Stalled', status: 'True' },
    ]);
    await reconcile();
    expect(api.stored?.status?.conditions).toMatchObject([{ type: 'Ready', status: 'True', reason: 'InSync' }]);
    expect([events, repaired, api.writes]).toEqual([['DriftRepaired'], 1, ['status', 'status']]);
  });

  test('and belongs to somebody else by now is refused, and Drifted', async () => {
    const api = new FakeApi(applied());
    drift.take.mockReturnValueOnce({ drift: { kind: 'notOurs', columns: [] } });
    apply.mockResolvedValue({ kind: 'conflict', place: STUDENTS, key: 'k', holder: { kind: 'foreign' } });
    await reconcilerOf(api)();
    expect(api.stored?.status?.conditions?.map(({ type, reason }) => [type, reason])).toEqual([
      ['Ready', 'RowOwnedByAnother'],
      ['Drifted', 'Drifted'],
      ['Stalled', 'RowOwnedByAnother'],
    ]);
  });
});

describe('with driftPolicy Report, a row that was written', () => {
  const reported = () => new FakeApi(applied({ spec: { driftPolicy: 'Report' } }));

  test('is compared, not written', async () => {
    const api = reported();
    expect(await reconcilerOf(api)()).toEqual({ kind: 'done' });
    expect(drift.suspect.mock.calls).toEqual([[{ namespace: 'default', name: 'sample-student' }]]);
    expect([apply.mock.calls, api.writes]).toEqual([[], []]);
  });

  test('and differs is told of, and taken back when it does no more', async () => {
    const api = reported();
    const reconcile = reconcilerOf(api);
    drift.take.mockReturnValueOnce(changed).mockReturnValueOnce(changed);
    for (let i = 0; i < 2; i++) await reconcile();
    expect(api.stored?.status?.conditions).toMatchObject([
      { type: 'Ready', status: 'True', reason: 'Drifted' },
      { type: 'Drifted', status: 'True' },
    ]);
    drift.take.mockReturnValueOnce({ drift: undefined });
    await reconcile();
    expect(api.stored?.status?.conditions).toMatchObject([{ type: 'Ready', status: 'True', reason: 'InSync' }]);
    expect([apply.mock.calls, api.writes]).toEqual([[], ['status', 'status']]);
  });

  test('has its ledger brought up to date', async () => {
    drift.take.mockReturnValueOnce({ drift: { kind: 'ledgerBehind', columns: [] } });
    apply.mockResolvedValue(inSync);
    await reconcilerOf(reported())();
    expect(apply).toHaveBeenCalledOnce();
  });

  test('gets its finalizer back, and no more', async () => {
    const api = new FakeApi(applied({ spec: { driftPolicy: 'Report' }, metadata: { finalizers: [] } }));
    await reconcilerOf(api)();
    expect([apply.mock.calls, api.writes]).toEqual([[], ['patch']]);
  });
});

describe('an upgrade from the Go original', () => {
  const reclaims = () => apply.mock.calls.map(([{ reclaim }]) => reclaim);

  test('takes over the row of an object that comes with the finalizer and without a status', async () => {
    inheritBeforeMs = Date.parse(NOW) + 1_000;
    await reconcilerOf(new FakeApi(aWriter()))();
    await reconcilerOf(new FakeApi(applied({ metadata: { generation: 2 }, spec: { table: 'alumni' } })))();
    await reconcilerOf(new FakeApi(unguarded()))();
    expect(reclaims()).toEqual([true, false, false]);
  });

  test('removes the row of such an object that is being deleted', async () => {
    inheritBeforeMs = Date.parse(NOW) + 1_000;
    await reconcilerOf(new FakeApi(aDeletedWriter()))();
    expect(remove.mock.calls[0]?.[0].reclaim).toBe(true);
  });

  test('happens only when asked for, and not to objects that are newer', async () => {
    await reconcilerOf(new FakeApi(aWriter()))();
    inheritBeforeMs = Date.parse(NOW) + 999;
    await reconcilerOf(new FakeApi(aWriter()))();
    expect(reclaims()).toEqual([false, false]);
  });
});

describe('a suspended object', () => {
  test.each([
    { name: 'live', object: aWriter({ spec: { suspend: true } }), waits: 'edits wait' },
    { name: 'being deleted', object: aDeletedWriter({ spec: { suspend: true } }), waits: 'the deletion waits' },
  ])('that is $name touches no row and says so once', async ({ object, waits }) => {
    const api = new FakeApi(object);
    const reconcile = reconcilerOf(api);
    for (let i = 0; i < 2; i++) expect(await reconcile()).toEqual({ kind: 'done' });
    expect([apply.mock.calls, remove.mock.calls, api.writes]).toEqual([[], [], ['status']]);
    const message = `row default/sample-student is not touched and ${waits} until spec.suspend is false`;
    expect(api.stored?.status?.conditions).toMatchObject([
      { type: 'Ready', status: 'False', reason: 'Suspended', message },
    ]);
    expect(api.stored?.metadata.finalizers).toEqual([FINALIZER]);
  });
});

describe('a stale read', () => {
  test('of the time before our finalizer is answered by the newest version, quietly', async () => {
    const api = new FakeApi(unguarded());
    api.frozen = true;
    const reconcile = reconcilerOf(api);
    await reconcile();
    expect(await reconcile()).toEqual({ kind: 'done' });
    expect(api.stored?.metadata.finalizers).toEqual([OTHER, FINALIZER]);
    expect(api.writes).toEqual(['patch', 'status']);
    expect(api.liveReads).toBe(1);
  });

  test('that the ledger knows to be old is answered by the newest version', async () => {
    const api = new FakeApi(aWriter());
    api.frozen = true;
    api.change((object) => ({ ...object, spec: { ...object.spec, age: 24 } }));
    apply.mockResolvedValueOnce({ kind: 'fenced' });
    expect(await reconcilerOf(api)()).toEqual({ kind: 'done' });
    expect(apply.mock.calls.map(([{ rows }]) => rows[0]?.columns['age'])).toEqual([23, 24]);
  });

  test('of an object that was deleted and created again reaches the new one', async () => {
    const api = new FakeApi(aDeletedWriter());
    api.frozen = true;
    api.change(() => aWriter({ metadata: { uid: 'uid-2' } }));
    remove.mockResolvedValueOnce({ kind: 'fenced' });
    await reconcilerOf(api)();
    expect(apply.mock.calls[0]?.[0].owner.uid).toBe('uid-2');
  });

  test('of an object that is gone by now ends', async () => {
    const api = new FakeApi(aDeletedWriter());
    api.frozen = true;
    api.change(() => undefined);
    expect(await reconcilerOf(api)()).toEqual({ kind: 'done' });
  });
});

describe('an object that changes under us', () => {
  test('between row and status is looked at again, and what was true of the old version is not said', async () => {
    const api = new FakeApi(aWriter());
    let edits = 1;
    api.beforeWrite = () => {
      if (edits-- > 0) api.change((object) => ({ ...object, metadata: { ...object.metadata, generation: 2 } }));
    };
    const reconcile = reconcilerOf(api);
    await reconcile();
    expect([api.writes, looksAgain]).toEqual([[], 1]);
    await reconcile();
    expect(api.stored?.status?.observedGeneration).toBe(2);
    expect(looksAgain).toBe(1);
  });

  test('again and again is left to the back-off', async () => {
    const api = new FakeApi(unguarded());
    api.beforeWrite = () => api.change((object) => object);
    await expect(reconcilerOf(api)()).rejects.toThrow('the object changed under 4 attempts in a row');
    expect(apply).not.toHaveBeenCalled();
  });

  test('by the ledger alone says so in its status and waits', async () => {
    const api = new FakeApi(aWriter());
    apply.mockResolvedValue({ kind: 'fenced' });
    expect(await reconcilerOf(api)()).toMatchObject({ kind: 'requeueAfter' });
    expect(api.stored?.status?.conditions).toMatchObject([{ reason: 'LedgerAhead' }, { type: 'Stalled' }]);
  });
});

describe('a failure of the row store', () => {
  test('that lasts is written to the status once', async () => {
    const api = new FakeApi(aWriter());
    const reconcile = reconcilerOf(api);
    apply.mockRejectedValue(aFailure('refused', 'ValueRefused', 'check students_age_check refuses it (23514)'));
    for (let i = 0; i < 3; i++) expect(await reconcile()).toEqual({ kind: 'requeueAfter', ms: 5_000 });
    expect(api.writes).toEqual(['status']);
  });

  test('that the queue has to back off from is in the status, and thrown', async () => {
    const api = new FakeApi(aWriter());
    const deadlock = aFailure('retry', 'DatabaseError', 'rolled back (40P01)');
    apply.mockRejectedValue(deadlock);
    await expect(reconcilerOf(api)()).rejects.toBe(deadlock);
    expect(api.stored?.status?.conditions).toMatchObject([{ type: 'Ready' }, { type: 'Reconciling', status: 'True' }]);
  });

  test('heals: one status, and what was true before is taken away', async () => {
    const api = new FakeApi(aWriter());
    const reconcile = reconcilerOf(api);
    apply.mockRejectedValueOnce(aFailure('refused', 'ValueRefused'));
    await reconcile();
    await reconcile();
    expect(api.writes).toEqual(['status', 'status']);
    expect(api.stored?.status?.conditions).toMatchObject([{ type: 'Ready', status: 'True', reason: 'InSync' }]);
  });
});

describe('a failure of the API server', () => {
  test.each([500, 503, 403])('with code %d is thrown as it is', async (code) => {
    const api = new FakeApi(unguarded());
    const refusal = new ApiError({ code });
    api.refusal = refusal;
    await expect(reconcilerOf(api)()).rejects.toBe(refusal);
    expect(apply).not.toHaveBeenCalled();
  });

  test('that refuses the object for good is thrown without the words of the server, which quote values', async () => {
    const api = new FakeApi(unguarded());
    const causes = [{ field: 'spec.name', reason: 'FieldValueInvalid', message: 'Invalid value: "alex"' }];
    const invalid = new ApiError({ code: 422, message: 'Invalid value: "alex"', details: { causes } });
    api.beforeWrite = () => (api.refusal = invalid);
    const thrown = await reconcilerOf(api)().catch((error: unknown) => error);
    expect(thrown).toStrictEqual(new Error('the API server finds the object invalid: spec.name (FieldValueInvalid)'));
  });
});
