import { ApiError } from '@kubewright/apimachinery';
import { describe, expect, test } from 'vitest';
import {
  LeaderElectionLostError,
  LeaderElector,
  resolveLeaseTimes,
  type LeaderElectorInit,
  type LeaseRecord,
} from '../../../src/leaderelection/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

type Lock = LeaderElectorInit['lock'];

/** The lease on the server, with its version. */
class Server {
  record: LeaseRecord | undefined;
  version = 0;
  /** Thrown by each call while set. */
  down: Error | undefined;
  writes = 0;

  /** A lock as one candidate has it: it knows the version that it saw last. */
  lock(): Lock {
    let seen = -1;
    const call = (): void => {
      if (this.down !== undefined) throw this.down;
    };
    const write = (record: LeaseRecord): void => {
      this.record = record;
      this.writes++;
      seen = ++this.version;
    };
    return {
      name: 'ns/lease',
      get: async () => {
        await Promise.resolve();
        call();
        seen = this.version;
        return this.record;
      },
      create: async (record) => {
        await Promise.resolve();
        call();
        if (this.record !== undefined) throw new ApiError({ code: 409, reason: 'AlreadyExists' });
        write(record);
      },
      update: async (record) => {
        await Promise.resolve();
        call();
        if (seen !== this.version) throw new ApiError({ code: 409, reason: 'Conflict' });
        write(record);
      },
    };
  }

  /** Somebody who is not in this test writes the lease. */
  writtenBy(holderIdentity: string, over: Partial<LeaseRecord> = {}): void {
    this.record = {
      holderIdentity,
      leaseDurationSeconds: 15,
      acquireTime: '2000-01-01T00:00:00.000000Z',
      renewTime: `2000-01-01T00:00:00.${String(++this.version).padStart(6, '0')}Z`,
      leaseTransitions: 3,
      ...over,
    };
  }
}

function candidate(server: Server, clock: FakeClock, identity: string, init: Partial<LeaderElectorInit> = {}) {
  const events: string[] = [];
  const elector = new LeaderElector({
    lock: server.lock(),
    identity,
    clock,
    random: () => 0,
    metrics: {
      leading: (isLeader) => void events.push(isLeader ? 'on' : 'off'),
      slowPath: () => void events.push('slow path'),
    },
    ...init,
  });
  const stop = new AbortController();
  let elected = false;
  let outcome: string | undefined;
  const run = elector
    .run(stop.signal, () => {
      elected = true;
    })
    .then(
      () => {
        outcome = 'ended';
      },
      (error: unknown) => {
        expect(error).toBeInstanceOf(LeaderElectionLostError);
        outcome = (error as Error).message;
      },
    );
  return { elector, events, stop, run, isElected: () => elected, outcome: () => outcome };
}

const setUp = () => ({ clock: new FakeClock(), server: new Server() });

describe('taking the lease', () => {
  test('creates it where there is none', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(0);
    expect(a.isElected()).toBe(true);
    expect(server.record).toEqual({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:00.000000Z',
      leaseTransitions: 0,
    });
    a.stop.abort();
    await a.run;
  });

  test('takes one that nobody holds at once, and counts the transition', async () => {
    const { clock, server } = setUp();
    server.writtenBy('', { leaseDurationSeconds: 1 });
    const a = candidate(server, clock, 'a');
    await clock.advance(0);
    expect(server.record).toMatchObject({ holderIdentity: 'a', leaseTransitions: 4 });
    a.stop.abort();
    await a.run;
  });

  test('waits for the whole lease of another holder, by its own clock, whatever times the lease names', async () => {
    const { clock, server } = setUp();
    server.writtenBy('other', { renewTime: '2099-01-01T00:00:00.000000Z' });
    const a = candidate(server, clock, 'a');
    await clock.advance(14_000);
    expect(a.isElected()).toBe(false);
    expect(a.elector.leader).toBe('other');
    await clock.advance(2_000);
    expect(a.isElected()).toBe(true);
    a.stop.abort();
    await a.run;
  });

  test('waits afresh each time the holder renews', async () => {
    const { clock, server } = setUp();
    server.writtenBy('other');
    const a = candidate(server, clock, 'a');
    for (let i = 0; i < 5; i++) {
      await clock.advance(10_000);
      server.writtenBy('other');
    }
    expect(a.isElected()).toBe(false);
    await clock.advance(18_000);
    expect(a.isElected()).toBe(true);
    a.stop.abort();
    await a.run;
  });

  test('has one of two candidates win', async () => {
    const { clock, server } = setUp();
    const [a, b] = [candidate(server, clock, 'a'), candidate(server, clock, 'b')];
    await clock.advance(60_000);
    expect([a.isElected(), b.isElected()].filter(Boolean)).toHaveLength(1);
    a.stop.abort();
    b.stop.abort();
    await Promise.all([a.run, b.run]);
  });

  test('goes on trying while the server does not answer', async () => {
    const { clock, server } = setUp();
    server.down = new Error('refused');
    const a = candidate(server, clock, 'a');
    await clock.advance(60_000);
    expect(a.isElected()).toBe(false);
    server.down = undefined;
    await clock.advance(2_000);
    expect(a.isElected()).toBe(true);
    a.stop.abort();
    await a.run;
  });

  test('ends when told to while it waits, and leaves the lease alone', async () => {
    const { clock, server } = setUp();
    server.writtenBy('other');
    const a = candidate(server, clock, 'a');
    await clock.advance(1_000);
    a.stop.abort();
    await a.run;
    expect(a.outcome()).toBe('ended');
    expect(server.record?.holderIdentity).toBe('other');
    expect(clock.pending).toBe(0);
  });
});

describe('keeping the lease', () => {
  test('renews every retry period, with one write each', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(20_000);
    expect(server.writes).toBe(11);
    expect(server.record).toMatchObject({
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:20.000000Z',
      leaseTransitions: 0,
    });
    expect(a.events).toEqual(['off', 'on']);
    a.stop.abort();
    await a.run;
  });

  test('survives an outage that is shorter than the renew deadline', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(2_000);
    server.down = new Error('refused');
    await clock.advance(8_900);
    server.down = undefined;
    await clock.advance(60_000);
    expect(a.outcome()).toBeUndefined();
    a.stop.abort();
    await a.run;
  });

  test('gives up when it could not renew until the deadline, before others may take the lease', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(2_000);
    server.down = new Error('refused');
    await clock.advance(9_999);
    expect(a.outcome()).toBeUndefined();
    await clock.advance(1);
    expect(a.outcome()).toBe('the leader lease ns/lease could not be renewed for 10 s');
    expect(a.events).toContain('slow path');
    expect(a.events.at(-1)).toBe('off');
  });

  test('does the same when the server accepts calls and never answers', async () => {
    const { clock, server } = setUp();
    const lock = server.lock();
    let hang = false;
    const hanging = <T>(call: () => Promise<T>): Promise<T> => (hang ? new Promise(() => undefined) : call());
    const a = candidate(server, clock, 'a', {
      lock: {
        name: 'ns/lease',
        get: (signal) => hanging(() => lock.get(signal)),
        create: (record, signal) => hanging(() => lock.create(record, signal)),
        update: (record, signal) => hanging(() => lock.update(record, signal)),
      },
    });
    await clock.advance(2_000);
    hang = true;
    await clock.advance(10_000);
    expect(a.outcome()).toBe('the leader lease ns/lease could not be renewed for 10 s');
  });

  test('stops at once when it reads that somebody else has the lease', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(4_000);
    server.writtenBy('thief');
    await clock.advance(2_000);
    expect(a.outcome()).toBe('the leader lease ns/lease is held by thief');
    expect(server.record?.holderIdentity).toBe('thief');
  });

  test('writes it again when somebody edited it but left it ours, or deleted it', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(2_000);
    server.writtenBy('a');
    await clock.advance(2_000);
    expect(server.record).toMatchObject({ holderIdentity: 'a', renewTime: '2026-01-01T00:00:04.000000Z' });
    server.record = undefined;
    server.version++;
    await clock.advance(2_000);
    expect(server.record).toMatchObject({ holderIdentity: 'a' });
    expect(a.outcome()).toBeUndefined();
    a.stop.abort();
    await a.run;
  });

  test('counts from when it asked, not from when the answer came', async () => {
    const { clock, server } = setUp();
    const lock = server.lock();
    let slow = false;
    const a = candidate(server, clock, 'a', {
      lock: {
        ...lock,
        update: async (record, signal) => {
          await lock.update(record, signal);
          if (slow) await clock.delay(4_000);
        },
      },
    });
    await clock.advance(1_000);
    slow = true;
    await clock.advance(5_500); // asked after 2 s, answered after 6 s
    server.down = new Error('refused');
    await clock.advance(5_499);
    expect(a.outcome()).toBeUndefined();
    await clock.advance(1);
    expect(a.outcome()).toContain('could not be renewed');
  });

  test('survives a pause that is shorter than the deadline', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(2_000);
    clock.jump(8_000);
    await clock.advance(10_000);
    expect(a.outcome()).toBeUndefined();
    a.stop.abort();
    await a.run;
  });

  test('is out after a longer pause: somebody else may lead already', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(2_000);
    clock.jump(60_000);
    await clock.advance(0);
    expect(a.outcome()).toBe('the leader lease ns/lease could not be renewed for 10 s');
    expect(server.writes).toBe(2);
  });
});

describe('giving the lease back', () => {
  test('lets the next one take it at once', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(2_000);
    const b = candidate(server, clock, 'b');
    await clock.advance(2_000);
    a.stop.abort();
    await a.run;
    expect(server.record).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 0 });
    await clock.advance(2_000);
    expect(b.isElected()).toBe(true);
    expect(server.record).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
    b.stop.abort();
    await b.run;
  });

  test.each([{ applied: true }, { applied: false }])(
    'is done also when it was told to stop while it asked for it (asked and done: $applied)',
    async ({ applied }) => {
      const { clock, server } = setUp();
      const lock = server.lock();
      const asked = Promise.withResolvers<undefined>();
      const create: Lock['create'] = async (record, signal) => {
        if (applied) await lock.create(record, signal);
        asked.resolve(undefined);
        // The answer never comes.
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      };
      const a = candidate(server, clock, 'a', { lock: { ...lock, create } });
      await asked.promise;
      a.stop.abort();
      await a.run;
      expect(a.isElected()).toBe(false);
      expect(server.record?.holderIdentity).toBe(applied ? '' : undefined);
    },
  );

  test('is done, and nobody led, when it came as the candidate was told to stop', async () => {
    const { clock, server } = setUp();
    const lock = server.lock();
    const a = candidate(server, clock, 'a', {
      lock: {
        ...lock,
        create: async (record, signal) => {
          await lock.create(record, signal);
          a.stop.abort();
        },
      },
    });
    await a.run;
    expect(a.isElected()).toBe(false);
    expect(server.record?.holderIdentity).toBe('');
  });

  test('is left undone when it must not be', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a', { mayRelease: () => false });
    await clock.advance(2_000);
    a.stop.abort();
    await a.run;
    expect(server.record?.holderIdentity).toBe('a');
  });

  test('takes nothing from somebody who has it meanwhile', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(2_000);
    server.writtenBy('b');
    a.stop.abort();
    await a.run;
    expect(server.record?.holderIdentity).toBe('b');
  });

  test('does not hold up the end when the server is away', async () => {
    const { clock, server } = setUp();
    const a = candidate(server, clock, 'a');
    await clock.advance(2_000);
    server.down = new Error('refused');
    a.stop.abort();
    await a.run;
    expect(a.outcome()).toBe('ended');
    expect(clock.pending).toBe(0);
  });
});

describe('options', () => {
  test('default to 15, 10 and 2 seconds', () => {
    expect(resolveLeaseTimes({})).toEqual({ leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 });
  });

  test.each([
    { times: { retryPeriodMs: 0 }, says: 'retryPeriodMs must be above 0' },
    { times: { renewDeadlineMs: 2_400 }, says: 'renewDeadlineMs must be above 1.2 times retryPeriodMs' },
    { times: { leaseDurationMs: 10_000 }, says: 'leaseDurationMs must be above renewDeadlineMs' },
    { times: { leaseDurationMs: 15_500 }, says: 'a lease counts whole seconds' },
  ])('refuse $times', ({ times, says }) => {
    expect(() => resolveLeaseTimes(times)).toThrow(says);
  });

  test('need an identity', () => {
    expect(() => new LeaderElector({ lock: new Server().lock(), identity: '' })).toThrow('identity');
  });
});
