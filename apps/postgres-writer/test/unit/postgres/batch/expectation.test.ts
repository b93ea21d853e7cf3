import { describe, expect, it } from 'vitest';
import type { ApplyOutcome } from '../../../../controller/row-store.ts';
import { Expectation } from '../../../../postgres/batch/expectation.ts';
import { doneWith, type Ask } from '../../../../postgres/batch/item.ts';

const ask = (generation: bigint, { reclaim = false, kind = 'apply' } = {}): Ask =>
  ({ kind, writer: { generation }, reclaim }) as unknown as Ask;
const place = { schema: 'public', table: 'students' };
const written = (inserted: number) =>
  doneWith<ApplyOutcome>({ kind: 'written', place, inserted, updated: 1 - inserted, pruned: 0 });
const inSync = doneWith<ApplyOutcome>({ kind: 'inSync', place });

describe('what a batch is expected to be', () => {
  it('is nothing without experience', () => {
    const expectation = new Expectation();
    expect(expectation.of([ask(1n)])).toBeUndefined();
    expect(expectation.of([ask(2n)])).toBeUndefined();
  });

  it('is new for first generations once all of such a batch were', () => {
    const expectation = new Expectation();
    expectation.learn([ask(1n), ask(1n)], [written(1), written(1)]);
    expect(expectation.of([ask(1n), ask(1n)])).toBe('new');
    expect(expectation.of([ask(2n)])).toBeUndefined();
    expect(expectation.of([ask(1n), ask(2n)])).toBeUndefined();
    expect(expectation.of([ask(1n, { reclaim: true })])).toBeUndefined();
  });

  it('is an edit for all others once all of such a batch were', () => {
    const expectation = new Expectation();
    expectation.learn([ask(3n), ask(1n, { reclaim: true })], [written(0), written(0)]);
    expect(expectation.of([ask(2n)])).toBe('edited');
    expect(expectation.of([ask(1n)])).toBeUndefined();
  });

  it.each([
    { of: 'one in sync', results: [written(0), inSync] },
    { of: 'one without an outcome', results: [written(0), undefined] },
    { of: 'a row that was missing', results: [written(0), written(1)] },
  ])('is nothing again after $of', ({ results }) => {
    const expectation = new Expectation();
    expectation.learn([ask(2n)], [written(0)]);
    expectation.learn([ask(2n), ask(2n)], results);
    expect(expectation.of([ask(2n)])).toBeUndefined();
  });

  it('is nothing again after a failure', () => {
    const expectation = new Expectation();
    expectation.learn([ask(2n)], [written(0)]);
    expectation.forget();
    expect(expectation.of([ask(2n)])).toBeUndefined();
  });

  it('is always something for trials, except for removals', () => {
    const expectation = new Expectation({ always: true });
    expect(expectation.of([ask(1n)])).toBe('new');
    expect(expectation.of([ask(1n), ask(2n)])).toBe('edited');
    expect(expectation.of([ask(1n, { kind: 'remove' })])).toBeUndefined();
  });
});
