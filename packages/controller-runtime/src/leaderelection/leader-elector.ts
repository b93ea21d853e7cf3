import { systemClock, type Clock } from '../internal/clock/clock.ts';
import { toRfc3339Micros } from '../internal/clock/rfc3339.ts';
import { toError } from '../internal/errors.ts';
import { discardLogger, type Logger } from '../log/index.ts';
import type { LeaseLock, LeaseRecord } from './lease-lock.ts';
import { noLeaderElectionMetrics, type LeaderElectionMetrics } from './metrics.ts';
import { JITTER_FACTOR, resolveLeaseTimes, type LeaseTimes } from './options.ts';
import { withDeadline } from '../internal/with-deadline.ts';

export interface LeaderElectorInit {
  readonly lock: Pick<LeaseLock, 'name' | 'get' | 'create' | 'update'>;
  /** Unique among all candidates. */
  readonly identity: string;
  readonly times?: Partial<LeaseTimes>;
  /**
   * Asked when `run` was told to stop: give the lease back, so that the next leader need not wait? Only if nothing that
   * needs the leader runs any more. @defaultValue yes
   */
  readonly mayRelease?: () => boolean;
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly metrics?: LeaderElectionMetrics;
  /** @defaultValue Math.random */
  readonly random?: () => number;
}

/** The lease is somebody else's, or could not be renewed in time: whatever needs the leader must stop. */
export class LeaderElectionLostError extends Error {
  override readonly name = 'LeaderElectionLostError';
}

interface Observed {
  readonly record: LeaseRecord;
  /** Monotonic, of this machine: other machines' clocks are never compared with ours. */
  readonly atMs: number;
}

/**
 * Competes for a lease. At most one candidate holds it, as long as their clocks run at about the same rate; whoever must
 * be sure beyond that needs a fence where it writes.
 * Source: client-go's `tools/leaderelection`, except that a holder who reads that somebody else has the lease stops at
 * once instead of trying until the renew deadline.
 */
export class LeaderElector {
  readonly #lock: LeaderElectorInit['lock'];
  readonly #identity: string;
  readonly #times: LeaseTimes;
  readonly #mayRelease: () => boolean;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #metrics: LeaderElectionMetrics;
  readonly #random: () => number;
  #observed: Observed | undefined;
  /** When the last write was asked for that succeeded. */
  #renewedMs = -Infinity;
  /** A write was asked for that was not answered well: it may have been done all the same. */
  #unsettled = false;
  #reportedLeader = '';

  constructor(init: LeaderElectorInit) {
    if (init.identity === '') throw new RangeError('leader election needs an identity');
    this.#lock = init.lock;
    this.#identity = init.identity;
    this.#times = resolveLeaseTimes(init.times ?? {});
    this.#mayRelease = init.mayRelease ?? (() => true);
    this.#clock = init.clock ?? systemClock;
    this.#log = (init.log ?? discardLogger).with({ lease: init.lock.name, identity: init.identity });
    this.#metrics = init.metrics ?? noLeaderElectionMetrics;
    this.#random = init.random ?? Math.random;
    this.#metrics.leading(false);
  }

  /** Who held the lease when it was last looked at; empty when nobody did. */
  get leader(): string {
    return this.#observed?.record.holderIdentity ?? '';
  }

  get isLeader(): boolean {
    return this.leader === this.#identity;
  }

  /**
   * Waits for the lease, calls `onElected` once, then keeps it. Resolves when `signal` aborts and the lease was given
   * back: abort only when everything that needs the leader has stopped. Rejects with {@link LeaderElectionLostError}.
   */
  async run(signal: AbortSignal, onElected: () => void): Promise<void> {
    this.#log.info('waiting for the leader lease');
    if ((await this.#acquire(signal)) && !signal.aborted) await this.#lead(signal, onElected);
    if ((this.isLeader || this.#unsettled) && this.#mayRelease()) await this.#release();
  }

  async #lead(signal: AbortSignal, onElected: () => void): Promise<void> {
    this.#metrics.leading(true);
    this.#log.info('became leader');
    try {
      onElected();
      await this.#renew(signal);
    } finally {
      this.#metrics.leading(false);
    }
  }

  async #acquire(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.#try(signal)) return true;
      const { retryPeriodMs } = this.#times;
      await this.#sleep(retryPeriodMs * (1 + this.#random() * JITTER_FACTOR), signal);
    }
    return false;
  }

  /**
   * Resolves on abort, rejects when the lease is lost. The deadline counts from before the last write that was answered,
   * so that whoever needs the leader has `leaseDurationMs - renewDeadlineMs` to stop before others can take the lease.
   * A process that was stopped for longer than the deadline is out, too.
   */
  async #renew(signal: AbortSignal): Promise<void> {
    const { retryPeriodMs, renewDeadlineMs } = this.#times;
    const left = (): number => this.#renewedMs + renewDeadlineMs - this.#clock.monotonic();
    while (!signal.aborted) {
      await this.#sleep(untilNextTry(left(), retryPeriodMs), signal);
      const leftMs = left();
      if (leftMs <= 0) {
        throw new LeaderElectionLostError(
          `the leader lease ${this.#lock.name} could not be renewed for ${renewDeadlineMs / 1000} s`,
        );
      }
      if (!(await this.#try(signal, leftMs)) && this.leader !== '' && !this.isLeader) {
        throw new LeaderElectionLostError(`the leader lease ${this.#lock.name} is held by ${this.leader}`);
      }
    }
  }

  /** One try to take or renew the lease; true when it is ours now. Failures are logged, and tried again by the caller. */
  async #try(signal: AbortSignal, atMostMs = Infinity): Promise<boolean> {
    // Less than the deadline, so that one slow answer does not cost the lease. Source: `leaderelection.NewResourceLock`.
    const timeoutMs = Math.min(Math.max(1000, this.#times.renewDeadlineMs / 2), atMostMs);
    try {
      const ours = await withDeadline(this.#clock, timeoutMs, signal, (deadline) => this.#takeOrRenew(deadline));
      this.#reportLeader();
      return ours;
    } catch (thrown) {
      if (!signal.aborted) this.#log.warn('leader lease not written, trying again', { error: toError(thrown).message });
      return false;
    }
  }

  async #takeOrRenew(signal: AbortSignal): Promise<boolean> {
    if (this.isLeader && this.#isValid()) {
      try {
        // Most renewals: one write, over what we wrote last.
        await this.#write(this.#observed?.record, (record) => this.#lock.update(record, signal));
        return true;
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        this.#metrics.slowPath();
        this.#log.debug('renewal refused, reading the lease', { reason: toError(thrown).message });
      }
    }
    const current = await this.#lock.get(signal);
    if (current === undefined) {
      await this.#write(undefined, (record) => this.#lock.create(record, signal));
      return true;
    }
    this.#observe(current);
    if (current.holderIdentity !== '' && !this.isLeader && this.#isValid()) return false;
    await this.#write(current, (record) => this.#lock.update(record, signal));
    return true;
  }

  async #write(current: LeaseRecord | undefined, write: (record: LeaseRecord) => Promise<void>): Promise<void> {
    // Before the call: the lease counts from when we asked, not from when the answer came.
    const atMs = this.#clock.monotonic();
    const record = this.#nextRecord(current);
    this.#unsettled = true;
    await write(record);
    this.#unsettled = false;
    this.#observed = { record, atMs };
    this.#renewedMs = atMs;
  }

  #nextRecord(current: LeaseRecord | undefined): LeaseRecord {
    const now = toRfc3339Micros(this.#clock.now());
    const ours = current?.holderIdentity === this.#identity;
    return {
      holderIdentity: this.#identity,
      leaseDurationSeconds: this.#times.leaseDurationMs / 1000,
      acquireTime: ours ? current.acquireTime : now,
      renewTime: now,
      leaseTransitions: current === undefined ? 0 : current.leaseTransitions + (ours ? 0 : 1),
    };
  }

  /** A record that we have not seen yet is valid from now on, whatever time it names. */
  #observe(record: LeaseRecord): void {
    if (this.#observed !== undefined && sameRecord(this.#observed.record, record)) return;
    this.#observed = { record, atMs: this.#clock.monotonic() };
  }

  #isValid(): boolean {
    if (this.#observed === undefined) return false;
    const { record, atMs } = this.#observed;
    return this.#clock.monotonic() < atMs + record.leaseDurationSeconds * 1000;
  }

  /** Writes that nobody holds the lease. If it fails, the next leader has to wait for the lease's end. */
  async #release(): Promise<void> {
    const { renewDeadlineMs } = this.#times;
    const never = new AbortController().signal;
    try {
      await withDeadline(this.#clock, renewDeadlineMs, never, async (signal) => {
        // The last renewal may have been applied without its answer: read what is there.
        const current = await this.#lock.get(signal);
        if (current?.holderIdentity !== this.#identity) return;
        const now = toRfc3339Micros(this.#clock.now());
        const free = { ...current, holderIdentity: '', leaseDurationSeconds: 1, renewTime: now, acquireTime: now };
        await this.#lock.update(free, signal);
        this.#observed = { record: free, atMs: this.#clock.monotonic() };
      });
      this.#log.info('gave the leader lease back');
    } catch (thrown) {
      this.#log.warn('could not give the leader lease back', { error: toError(thrown).message });
    }
  }

  #reportLeader(): void {
    if (this.leader === this.#reportedLeader) return;
    this.#reportedLeader = this.leader;
    this.#log.info('leader changed', { leader: this.leader });
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.delay(ms, { signal }).catch(() => undefined);
  }
}

/** Every period, and once more half a period before the deadline. */
function untilNextTry(leftMs: number, retryPeriodMs: number): number {
  const lastTryMs = retryPeriodMs / 2;
  return leftMs > lastTryMs ? Math.min(retryPeriodMs, leftMs - lastTryMs) : leftMs;
}

function sameRecord(a: LeaseRecord, b: LeaseRecord): boolean {
  return (
    a.holderIdentity === b.holderIdentity &&
    a.renewTime === b.renewTime &&
    a.leaseTransitions === b.leaseTransitions &&
    a.leaseDurationSeconds === b.leaseDurationSeconds &&
    a.acquireTime === b.acquireTime
  );
}
