import { describe, expect, it } from 'vitest';
import { RacedError, reconnecting, retrying } from '../../../postgres/retry.ts';
import { SqlError } from '../../../postgres/sql.ts';

function recordingClock() {
  const delays: number[] = [];
  return {
    delays,
    monotonic: () => 0,
    delay: (ms: number, { signal }: { readonly signal?: AbortSignal } = {}) => {
      signal?.throwIfAborted();
      delays.push(ms);
      return Promise.resolve();
    },
  };
}

const failing = (times: number, error: () => Error) => {
  let calls = 0;
  return () => (++calls <= times ? Promise.reject(error()) : Promise.resolve(calls));
};

describe('retrying', () => {
  it('redoes what lost a race, a deadlock or a serialization, a little later each time', async () => {
    const clock = recordingClock();
    for (const error of [
      () => new RacedError('x'),
      () => new SqlError('40P01', true),
      () => new SqlError('40001', true),
    ]) {
      clock.delays.length = 0;
      expect(await retrying(failing(3, error), { clock, random: () => 1 })).toBe(4);
      expect(clock.delays).toEqual([20, 40, 80]);
    }
  });

  it('waits between half and all of the ceiling', async () => {
    const clock = recordingClock();
    await retrying(
      failing(1, () => new RacedError('x')),
      { clock, random: () => 0 },
    );
    expect(clock.delays).toEqual([10]);
  });

  it('gives up after a few attempts and throws the last error', async () => {
    const clock = recordingClock();
    await expect(
      retrying(
        failing(99, () => new SqlError('40001', true)),
        { clock },
      ),
    ).rejects.toMatchObject({ code: '40001' });
    expect(clock.delays).toHaveLength(5);
  });

  it('takes a unique violation of the ledger or of a REINDEX for a race, of the user for an answer', async () => {
    const clock = recordingClock();
    const unique = (fields: object) => () => new SqlError('23505', true, fields);
    expect(await retrying(failing(1, unique({ schema: 'postgres_writer' })), { clock })).toBe(2);
    expect(await retrying(failing(1, unique({ schema: 'public', constraint: 'students_pkey_ccnew' })), { clock })).toBe(
      2,
    );
    await expect(
      retrying(failing(1, unique({ schema: 'public', constraint: 'students_name_key' })), { clock }),
    ).rejects.toMatchObject({ code: '23505' });
  });

  it('stops when the caller has gone', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(
      retrying(
        failing(9, () => new RacedError('x')),
        { clock: recordingClock(), signal },
      ),
    ).rejects.toThrow('gone');
  });
});

describe('reconnecting', () => {
  const lost = (): Error => new SqlError('ECONNRESET', false);

  it.each([
    lost(),
    new SqlError('EPIPE', false),
    new SqlError('57P01', true),
    new SqlError('57P05', true),
    new SqlError('08006', true),
    new SqlError('08P01', true),
  ])('does at once again what "$message" cut off', async (error) => {
    const clock = recordingClock();
    expect(
      await reconnecting(
        failing(1, () => error),
        { clock, random: () => 1 },
      ),
    ).toBe(2);
    expect(clock.delays).toEqual([10]);
  });

  it('leaves a second loss to the back-off of the caller', async () => {
    const clock = recordingClock();
    await expect(reconnecting(failing(2, lost), { clock })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(clock.delays).toHaveLength(1);
  });

  it.each([
    new SqlError('ECONNREFUSED', false),
    new SqlError('ETIMEDOUT', false),
    new SqlError('ENOTFOUND', false),
    new SqlError('57014', true),
    new SqlError('57P03', true),
    new SqlError('53300', true),
    new SqlError('25006', true),
    new SqlError('25P04', true),
    new SqlError('28P01', true),
    new SqlError('23505', true),
    new RacedError('x'),
    new TypeError('a mistake'),
  ])('does not repeat what "$message" says of more than one connection', async (error) => {
    const clock = recordingClock();
    await expect(
      reconnecting(
        failing(1, () => error),
        { clock },
      ),
    ).rejects.toBe(error);
    expect(clock.delays).toEqual([]);
  });

  it('goes by who says it: a code of the socket from the server, or the other way round, is no loss', async () => {
    for (const error of [new SqlError('ECONNRESET', true), new SqlError('57P01', false)]) {
      await expect(
        reconnecting(
          failing(1, () => error),
          { clock: recordingClock() },
        ),
      ).rejects.toBe(error);
    }
  });

  it('stops when the caller has gone', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(reconnecting(failing(1, lost), { clock: recordingClock(), signal })).rejects.toThrow('gone');
  });
});
