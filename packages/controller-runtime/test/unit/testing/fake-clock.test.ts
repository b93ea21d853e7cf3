import { FakeClock } from '@kubewright/controller-runtime/testing';
import { describe, expect, test } from 'vitest';

describe('a fake clock', () => {
  test('ends delays in order, each at its own moment, also those that are begun on the way', async () => {
    const clock = new FakeClock(1_000);
    const seen: string[] = [];
    const note = (name: string): void => void seen.push(`${name}@${clock.now()}`);
    void clock.delay(20).then(() => note('b'));
    void clock
      .delay(10)
      .then(() => note('a'))
      .then(async () => await clock.delay(5))
      .then(() => note('a2'));
    await clock.advance(30);
    expect(seen).toEqual(['a@1010', 'a2@1015', 'b@1020']);
    expect([clock.now(), clock.monotonic(), clock.pending]).toEqual([1_030, 30, 0]);
  });

  test('ends no delay early', async () => {
    const clock = new FakeClock();
    let done = false;
    void clock.delay(10).then(() => {
      done = true;
    });
    await clock.advance(9);
    expect([done, clock.nextIn()]).toEqual([false, 1]);
  });

  test('a delay ends with the signal’s reason, and leaves no timer', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const delay = clock.delay(10, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(delay).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
    await expect(clock.delay(10, { signal: stop.signal })).rejects.toThrow('enough');
  });

  test('a delay of no time does not wait for the clock', async () => {
    await expect(new FakeClock().delay(0)).resolves.toBeUndefined();
  });

  test('a jump wakes nobody', async () => {
    const clock = new FakeClock();
    void clock.delay(10);
    clock.jump(100);
    expect(clock.pending).toBe(1);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  test('rings a timer in its time, and not one that was called off', async () => {
    const clock = new FakeClock();
    const rung: string[] = [];
    clock.after(20, () => rung.push('kept'));
    const cancel = clock.after(10, () => rung.push('called off'));
    clock.after(0, () => rung.push('at once'));
    expect(rung).toEqual([]);
    cancel();
    await clock.advance(0);
    expect(rung).toEqual(['at once']);
    await clock.advance(20);
    expect(rung).toEqual(['at once', 'kept']);
    expect(clock.pending).toBe(0);
  });
});
