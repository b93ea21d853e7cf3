import { createLogger } from '@kubewright/controller-runtime/log';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RowAudit } from '../../../controller/row-store.ts';
import { TombstoneExpirer } from '../../../controller/tombstone-expirer.ts';
import { aFailure } from './builders.ts';

const expireTombstones = vi.fn<RowAudit['expireTombstones']>();
let clock: FakeClock;
let stop: AbortController;
let lines: string[];
let running: Promise<void>;

async function start(): Promise<void> {
  const log = createLogger({ format: 'json', sink: { write: (line) => void lines.push(line) } });
  running = new TombstoneExpirer({ audit: { expireTombstones }, clock, log }).start(stop.signal);
  await clock.advance(0);
}

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  lines = [];
  expireTombstones.mockReset().mockResolvedValue(0);
});
afterEach(async () => {
  stop.abort();
  await running;
  expect(clock.pending).toBe(0);
});

test('expires at the start and every hour, and says how many', async () => {
  expireTombstones.mockResolvedValueOnce(7);
  await start();
  await clock.advance(3_599_999);
  expect(expireTombstones).toHaveBeenCalledTimes(1);
  await clock.advance(1);
  expect(expireTombstones).toHaveBeenCalledTimes(2);
  expect(lines.filter((line) => line.includes('"expired":7'))).toHaveLength(1);
});

test('tries again after a minute when the database is away', async () => {
  expireTombstones.mockRejectedValueOnce(aFailure('unavailable', 'DatabaseUnavailable'));
  await start();
  await clock.advance(60_000);
  expect(expireTombstones).toHaveBeenCalledTimes(2);
});

test('asks for nothing when it is told to stop before it starts', async () => {
  stop.abort();
  await start();
  await running;
  expect(expireTombstones).not.toHaveBeenCalled();
});
