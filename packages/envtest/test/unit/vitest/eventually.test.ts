import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { eventually } from '../../../src/vitest/eventually.ts';

const quick = { timeoutMs: 20, intervalMs: 1 };

describe('eventually', () => {
  test('returns what the attempt returns, at once where it can', async () => {
    const attempt = vi.fn(() => 'row');
    expect(await eventually(attempt)).toBe('row');
    expect(attempt).toHaveBeenCalledOnce();
  });

  test('tries again after a failure, and after something falsy', async () => {
    const attempt = vi
      .fn<() => Promise<number>>()
      .mockRejectedValueOnce(new Error('no'))
      .mockResolvedValueOnce(0)
      .mockResolvedValue(3);
    expect(await eventually(attempt, { intervalMs: 1 })).toBe(3);
  });

  test('takes an assertion, which returns nothing, for success', async () => {
    const attempt = (): void => {
      expect(1).toBe(1);
    };
    await expect(eventually(attempt)).resolves.toBeUndefined();
  });

  test.each([
    { name: 'the last error', attempt: () => Promise.reject(new Error('no row')), message: 'no row' },
    { name: 'what was returned', attempt: () => Promise.resolve(false), message: 'returned false' },
    {
      name: 'what was thrown that is no error',
      attempt: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- which is the point
        throw 'odd';
      },
      message: 'odd',
    },
  ])('when the time is up tells $name', async ({ attempt, message }) => {
    await expect(eventually<unknown>(attempt, quick)).rejects.toThrow(
      `not so within 20 ms. The last attempt: ${message}`,
    );
  });

  test('has the last error as its cause', async () => {
    const cause = new Error('no row');
    await expect(eventually(() => Promise.reject(cause), quick)).rejects.toHaveProperty('cause', cause);
  });

  test('takes the falsy out of the type', () => {
    expectTypeOf(eventually(() => 'x')).resolves.toEqualTypeOf<string>();
  });
});
