import type { Kind } from '@kubewright/apimachinery';
import type { ListOptions, Reader, StoredList } from '@kubewright/controller-runtime/client';
import { createLogger } from '@kubewright/controller-runtime/log';
import type { EventRecorder } from '@kubewright/controller-runtime/recorder';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PostgresWriter } from '../../../api/v1/index.ts';
import { OrphanSweeper } from '../../../controller/orphan-sweeper.ts';
import type { RowAudit, SweepOutcome } from '../../../controller/row-store.ts';
import { aFailure, aWriter } from './builders.ts';

const INTERVAL_MS = 600_000;
const nothing: SweepOutcome = {
  entries: 3,
  orphans: 0,
  heldBack: false,
  removed: 0,
  retained: 0,
  left: 0,
  failures: [],
};

let clock: FakeClock;
let stop: AbortController;
let lines: string[];
let running: Promise<void> | undefined;
/** As `Reader.list`, of PostgresWriters only. */
type List = (kind: Kind<PostgresWriter>, options?: ListOptions) => Promise<StoredList<PostgresWriter>>;
const list = vi.fn<List>();
const cached = vi.fn<List>();
const countOrphans = vi.fn<RowAudit['countOrphans']>();
const sweep = vi.fn<RowAudit['sweep']>();
const event = vi.fn<EventRecorder['event']>();
const onSwept = vi.fn();

function sweeper(namespaces: readonly string[] = []): OrphanSweeper {
  const log = createLogger({ format: 'json', sink: { write: (line) => void lines.push(line) } });
  const [cache, apiReader] = [{ list: cached }, { list }] as unknown as readonly [Reader, Reader];
  const recorder = { event };
  const audit = { countOrphans, sweep };
  return new OrphanSweeper({ cache, apiReader, audit, namespaces, clock, log, recorder, onSwept });
}

async function run(one: OrphanSweeper): Promise<void> {
  running = one.start(stop.signal);
  await clock.advance(0);
}

const gone = (finalizers?: readonly string[]) => ({
  type: 'delete' as const,
  object: aWriter(finalizers === undefined ? {} : { metadata: { finalizers } }),
  finalStateUnknown: false,
});

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  lines = [];
  event.mockReset();
  onSwept.mockReset();
  cached.mockReset().mockResolvedValue({ metadata: { resourceVersion: '499' }, items: [] });
  countOrphans.mockReset().mockResolvedValue({ entries: 3, orphans: 1 });
  list.mockReset().mockResolvedValue({ metadata: { resourceVersion: '500' }, items: [] });
  sweep.mockReset().mockResolvedValue(nothing);
});

afterEach(async () => {
  stop.abort();
  await running;
  expect(clock.pending).toBe(0);
});

describe('the sweeper', () => {
  test('sweeps at the start and every ten minutes', async () => {
    await run(sweeper());
    expect(sweep).toHaveBeenCalledTimes(1);
    await clock.advance(INTERVAL_MS - 1);
    expect(sweep).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    expect(sweep).toHaveBeenCalledTimes(2);
  });

  test('asks the API server for nothing while the cache has an object for every entry', async () => {
    cached.mockResolvedValue({ metadata: { resourceVersion: '499' }, items: [aWriter()] });
    countOrphans.mockResolvedValueOnce({ entries: 1, orphans: 0 });
    await run(sweeper(['a']));
    expect(countOrphans.mock.calls[0]?.[0]).toEqual({
      kind: 'PostgresWriter.demo.yash.com',
      namespaces: ['a'],
      present: [{ namespace: 'default', name: 'sample-student' }],
    });
    expect(list).not.toHaveBeenCalled();
    expect(sweep).not.toHaveBeenCalled();
    expect(onSwept.mock.calls).toEqual([['a', expect.objectContaining({ entries: 1, orphans: 0, heldBack: false })]]);
    // It looks again in its time, and then asks.
    await clock.advance(INTERVAL_MS);
    expect(sweep).toHaveBeenCalledTimes(1);
  });

  test('hands over every page, with the version of the first', async () => {
    list.mockResolvedValueOnce({ metadata: { resourceVersion: '500', continue: 'more' }, items: [aWriter()] });
    list.mockResolvedValueOnce({ metadata: { resourceVersion: '500' }, items: [aWriter({ metadata: { name: 'b' } })] });
    await run(sweeper());
    expect(sweep.mock.calls[0]?.[0]).toEqual({
      kind: 'PostgresWriter.demo.yash.com',
      namespaces: undefined,
      resourceVersion: '500',
      present: [
        { namespace: 'default', name: 'sample-student' },
        { namespace: 'default', name: 'b' },
      ],
    });
    expect(list.mock.calls[1]?.[1]).toMatchObject({ continue: 'more' });
  });

  test('concludes nothing from a list that fails, not even on its second page', async () => {
    list.mockResolvedValueOnce({ metadata: { resourceVersion: '500', continue: 'more' }, items: [] });
    list.mockRejectedValueOnce(new Error('410 Gone'));
    await run(sweeper());
    expect(sweep).not.toHaveBeenCalled();
    await clock.advance(30_000);
    expect(sweep).toHaveBeenCalledTimes(1);
  });

  test('concludes nothing from a list without a version', async () => {
    list.mockResolvedValueOnce({ metadata: {}, items: [] });
    await run(sweeper());
    expect(sweep).not.toHaveBeenCalled();
  });

  test('lists each namespace for itself: their lists are of different versions', async () => {
    await run(sweeper(['a', 'b']));
    expect(sweep.mock.calls.map(([{ namespaces }]) => namespaces)).toEqual([['a'], ['b']]);
  });

  test('goes on with the next namespace when one fails', async () => {
    list.mockRejectedValueOnce(new Error('forbidden'));
    await run(sweeper(['a', 'b']));
    expect(sweep.mock.calls.map(([{ namespaces }]) => namespaces)).toEqual([['b']]);
  });

  test('sweeps soon after an object vanished with the finalizer on it, once for many', async () => {
    const one = sweeper();
    await run(one);
    one.observe(gone());
    one.observe(gone());
    await clock.advance(1_000);
    expect(sweep).toHaveBeenCalledTimes(2);
    await clock.advance(1_000);
    expect(sweep).toHaveBeenCalledTimes(2);
  });

  test('sweeps again for an object that vanished during a sweep', async () => {
    const one = sweeper();
    sweep.mockImplementationOnce(() => {
      one.observe(gone());
      return Promise.resolve(nothing);
    });
    await run(one);
    await clock.advance(1_000);
    expect(sweep).toHaveBeenCalledTimes(2);
  });

  test('is not woken by an object that went in good order', async () => {
    const one = sweeper();
    await run(one);
    one.observe(gone([]));
    one.observe({ type: 'create', object: aWriter(), isInInitialList: false });
    await clock.advance(5_000);
    expect(sweep).toHaveBeenCalledTimes(1);
  });

  test('says how to confirm a sweep that was held back', async () => {
    sweep.mockResolvedValue({ ...nothing, entries: 100, orphans: 40, heldBack: true });
    await run(sweeper());
    expect(lines.join('')).toContain('postgres-writer sweep --confirm 40');
    const [[regarding, type, reason, , note] = []] = event.mock.calls;
    expect([regarding?.kind, regarding?.metadata.name]).toEqual([
      'CustomResourceDefinition',
      'postgreswriters.demo.yash.com',
    ]);
    expect([type, reason]).toEqual(['Warning', 'SweepHeldBack']);
    expect(note).toContain('postgres-writer sweep --confirm 40');
    expect(onSwept.mock.calls).toEqual([[undefined, expect.objectContaining({ heldBack: true })]]);
  });

  test('reports an outage once, and tries again every half minute', async () => {
    sweep.mockRejectedValue(aFailure('unavailable', 'DatabaseUnavailable', 'nothing listens at db:5432'));
    await run(sweeper());
    await clock.advance(120_000);
    expect(sweep).toHaveBeenCalledTimes(5);
    expect(lines.filter((line) => line.includes('orphans not looked for'))).toHaveLength(1);
  });

  test('says which rows went, by their number, and what could not be removed', async () => {
    const failure = aFailure('blocked', 'RowNotRemoved', 'a trigger keeps it');
    sweep.mockResolvedValueOnce({ ...nothing, orphans: 2, removed: 1, failures: [failure] });
    await run(sweeper());
    expect(lines.join('')).toMatch(/rows without an object removed.*"removed":1/);
    expect(lines.join('')).toContain('a trigger keeps it');
    await clock.advance(30_000);
    expect(sweep).toHaveBeenCalledTimes(2);
  });
});
