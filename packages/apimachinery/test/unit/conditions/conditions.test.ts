import {
  findCondition,
  isConditionFalse,
  isConditionTrue,
  removeConditions,
  setCondition,
  type Condition,
} from '@kubewright/apimachinery';
import type { JobCondition } from '@kubewright/apimachinery/batch/v1';
import { describe, expect, test } from 'vitest';

const BEFORE = '2026-01-01T00:00:00Z';
const NOW = '2026-01-02T00:00:00Z';
const aCondition = (over: Partial<Condition> = {}): Condition => ({
  type: 'Ready',
  status: 'True',
  reason: 'RowWritten',
  message: '',
  lastTransitionTime: BEFORE,
  ...over,
});
const stalled = aCondition({ type: 'Stalled', status: 'False' });

describe('setCondition', () => {
  test('adds a condition of a new type at the end, with the time', () => {
    const all = setCondition([stalled], aCondition(), NOW);
    expect(all).toEqual([stalled, aCondition({ lastTransitionTime: NOW })]);
  });

  test('gives the very same list back when nothing changes, so that nothing is written', () => {
    const all = [aCondition(), stalled];
    expect(setCondition(all, aCondition({ lastTransitionTime: NOW }), NOW)).toBe(all);
  });

  test('keeps the time and the place while the status stays', () => {
    const [ready, other] = setCondition([aCondition(), stalled], aCondition({ message: 'again' }), NOW);
    expect(ready).toEqual(aCondition({ message: 'again' }));
    expect(other).toBe(stalled);
  });

  test('takes the time when the status flips', () => {
    const [ready] = setCondition([aCondition()], aCondition({ status: 'False' }), NOW);
    expect(ready?.lastTransitionTime).toBe(NOW);
  });

  test('sees a new generation as a change', () => {
    const [ready] = setCondition([aCondition({ observedGeneration: 1 })], aCondition({ observedGeneration: 2 }), NOW);
    expect(ready).toEqual(aCondition({ observedGeneration: 2 }));
  });

  test('changes nothing that it was given', () => {
    const all = Object.freeze([Object.freeze(aCondition())]);
    expect(() => setCondition(all, aCondition({ status: 'Unknown' }), NOW)).not.toThrow();
  });
});

test('removeConditions takes types out, and gives the same list back when there are none', () => {
  const all = [aCondition(), stalled];
  expect(removeConditions(all, 'Stalled')).toEqual([aCondition()]);
  expect(removeConditions(all, 'Drifted')).toBe(all);
});

test('a condition that is not there is neither found nor true', () => {
  expect(findCondition(undefined, 'Ready')).toBeUndefined();
  expect(isConditionTrue([stalled], 'Ready')).toBe(false);
});

test('conditions of built-in kinds are read as well, and keep their type', () => {
  const conditions: readonly JobCondition[] = [
    { type: 'Failed', status: 'False' },
    { type: 'Complete', status: 'True', lastProbeTime: NOW },
  ];
  expect(isConditionTrue(conditions, 'Complete')).toBe(true);
  expect(isConditionFalse(conditions, 'Failed')).toBe(true);
  expect(findCondition(conditions, 'Complete')?.lastProbeTime).toBe(NOW);
});
