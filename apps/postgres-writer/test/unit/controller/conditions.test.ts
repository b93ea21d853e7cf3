import type { Condition } from '@kubewright/apimachinery';
import { describe, expect, test } from 'vitest';
import { conditionsFor } from '../../../controller/conditions.ts';
import type { Report } from '../../../controller/verdict.ts';
import { aCondition, NOW } from './builders.ts';

const LATER = '2026-01-01T00:10:00Z';
const ready: Report = { state: 'ready', reason: 'InSync', message: 'row a/b is in public.students' };
const retrying: Report = {
  state: 'retrying',
  reason: 'DatabaseUnavailable',
  message: 'the database cannot be reached',
};
const stalled: Report = { state: 'stalled', reason: 'TableNotFound', message: 'there is no table students' };
const suspended: Report = { state: 'suspended', reason: 'Suspended', message: 'row a/b is not touched' };

test.each([
  { report: ready, want: { Ready: 'True' } },
  { report: retrying, want: { Ready: 'False', Reconciling: 'True' } },
  { report: stalled, want: { Ready: 'False', Stalled: 'True' } },
  { report: suspended, want: { Ready: 'False' } },
])('$report.state shows nothing but what is true, whatever was shown before', ({ report, want }) => {
  for (const before of [[], ...[ready, retrying, stalled, suspended].map((each) => conditionsFor(each, 1, [], NOW))]) {
    const conditions = conditionsFor(report, 2, before, LATER);
    expect(Object.fromEntries(conditions.map(({ type, status }) => [type, status]))).toEqual(want);
    for (const condition of conditions) {
      expect(condition).toMatchObject({ reason: report.reason, message: report.message, observedGeneration: 2 });
    }
  }
});

test('a condition that does not flip keeps the time of its last transition', () => {
  const before = conditionsFor(stalled, 1, [], NOW);
  const after = conditionsFor({ ...stalled, message: 'there is no column age' }, 1, before, LATER);
  expect(after.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual([NOW, NOW]);
});

test('a condition that flips gets the time', () => {
  const before = conditionsFor(ready, 1, [], NOW);
  expect(conditionsFor(stalled, 1, before, LATER)).toMatchObject([
    { type: 'Ready', lastTransitionTime: LATER },
    { type: 'Stalled', lastTransitionTime: LATER },
  ]);
});

test.each([ready, retrying, stalled])('saying $state twice is no change', (report) => {
  const before = conditionsFor(report, 1, [], NOW);
  expect(conditionsFor(report, 1, before, LATER)).toBe(before);
});

test("other people's conditions stay", () => {
  const theirs = aCondition({ type: 'Audited', reason: 'Looked', message: '' });
  expect(conditionsFor(stalled, 1, [theirs], NOW)).toContainEqual(theirs);
  expect(conditionsFor(ready, 1, conditionsFor(stalled, 1, [theirs], NOW), NOW)).toContainEqual(theirs);
});

describe('Drifted', () => {
  const drifted = 'row a/b in public.students differs from the spec in age';
  const reported: Report = { ...ready, reason: 'Drifted', drifted };
  const shown = (report: Report, generation: number, before: readonly Condition[] = []) =>
    conditionsFor(report, generation, before, NOW).map(({ type, status }) => `${type}=${status}`);

  test('stands beside Ready where drift is only reported, and is said once', () => {
    expect(shown(reported, 1)).toEqual(['Drifted=True', 'Ready=True']);
    const before = conditionsFor(reported, 1, [], NOW);
    expect(conditionsFor(reported, 1, before, LATER)).toBe(before);
    expect(before[0]).toMatchObject({ reason: 'Drifted', message: drifted, observedGeneration: 1 });
  });

  test('stays while a repair fails, and goes with the repair', () => {
    const failing = conditionsFor({ ...stalled, drifted }, 1, [], NOW);
    expect(shown(retrying, 1, failing)).toEqual(['Drifted=True', 'Ready=False', 'Reconciling=True']);
    expect(shown(ready, 1, failing)).toEqual(['Ready=True']);
  });

  test('says nothing of another spec, nor of a row that is not looked at', () => {
    const failing = conditionsFor({ ...stalled, drifted }, 1, [], NOW);
    expect(shown(stalled, 2, failing)).toEqual(['Ready=False', 'Stalled=True']);
    expect(shown(suspended, 1, failing)).toEqual(['Ready=False']);
  });
});
