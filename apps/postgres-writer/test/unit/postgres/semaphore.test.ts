import { describe, expect, it } from 'vitest';
import { Semaphore } from '../../../postgres/semaphore.ts';

const { signal } = new AbortController();

describe('Semaphore', () => {
  it('lets so many run at once, the others in turn', async () => {
    const semaphore = new Semaphore(2);
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<undefined>());
    const started: number[] = [];
    const tasks = gates.map((gate, i) =>
      semaphore.run(signal, async () => {
        started.push(i);
        await gate.promise;
      }),
    );
    await Promise.resolve();
    expect(started).toEqual([0, 1]);
    gates[1]?.resolve(undefined);
    await tasks[1];
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    for (const gate of gates) gate.resolve(undefined);
    await Promise.all(tasks);
    expect(started).toEqual([0, 1, 2, 3]);
  });

  it('gives the turn of a task that failed to the next', async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.run(signal, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await semaphore.run(signal, () => Promise.resolve(1))).toBe(1);
  });

  it('lets who gives up leave the queue', async () => {
    const semaphore = new Semaphore(1);
    const gate = Promise.withResolvers<undefined>();
    const first = semaphore.run(signal, () => gate.promise);
    const abort = new AbortController();
    const second = semaphore.run(abort.signal, () => Promise.resolve('second'));
    abort.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    gate.resolve(undefined);
    await first;
    expect(await semaphore.run(signal, () => Promise.resolve('third'))).toBe('third');
    await expect(semaphore.run(abort.signal, () => Promise.resolve('never'))).rejects.toThrow('enough');
  });
});
