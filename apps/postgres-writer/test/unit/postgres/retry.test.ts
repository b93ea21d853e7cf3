import { describe, expect, it } from 'vitest';
import { RacedError, retrying } from '../../../postgres/retry.ts';
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
