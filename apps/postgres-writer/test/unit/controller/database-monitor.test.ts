import { FakeClock } from '@kubewright/controller-runtime/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DatabaseMonitor } from '../../../controller/database-monitor.ts';
import { StoreGate } from '../../../controller/store-gate.ts';
import { aFailure } from './builders.ts';

const outage = aFailure('unavailable', 'DatabaseUnavailable', 'nothing listens at db:5432 (ECONNREFUSED)');
let clock: FakeClock;
let stop: AbortController;
const ping = vi.fn<() => Promise<void>>();
let monitor: DatabaseMonitor;

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  ping.mockReset().mockResolvedValue();
  const gate = new StoreGate({ monotonic: () => clock.monotonic(), random: () => 0 });
  monitor = new DatabaseMonitor({ gate, ping, clock });
});

describe('the monitor', () => {
  test('asks at once, and then every five seconds', async () => {
    const running = monitor.start(stop.signal);
    await clock.advance(0);
    expect(ping).toHaveBeenCalledTimes(1);
    await clock.advance(60_000);
    expect(ping).toHaveBeenCalledTimes(13);
    stop.abort();
    await running;
  });

  test('asks every second while the database is down, and is not ready meanwhile', async () => {
    ping.mockRejectedValue(outage);
    const running = monitor.start(stop.signal);
    await clock.advance(10_000);
    expect(ping).toHaveBeenCalledTimes(11);
    expect(() => monitor.check()).toThrow('nothing listens at db:5432');
    ping.mockResolvedValue();
    await clock.advance(1_000);
    expect(() => monitor.check()).not.toThrow();
    stop.abort();
    await running;
  });

  test('ends when told to, also while a ping hangs', async () => {
    ping.mockReturnValue(new Promise(() => undefined));
    const running = monitor.start(stop.signal);
    await clock.advance(60_000);
    stop.abort();
    await expect(running).resolves.toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  test('fails with what no database could have caused', async () => {
    ping.mockRejectedValue(new TypeError('mistake'));
    await expect(monitor.start(stop.signal)).rejects.toThrow('mistake');
  });

  test('runs on every replica', () => {
    expect(monitor.needLeaderElection).toBe(false);
  });
});
