import { expect, test } from 'vitest';
import { regressions, type Change } from '../../support/history.ts';

const changes = (...ages: readonly (number | null)[]): readonly Change[] =>
  ages.map((age) => ({ operation: age === null ? 'DELETE' : 'UPDATE', id: 'ns/a', age }));

test.each([
  { what: 'going forward is no regression', ages: [1, 2, 2, 5], wrong: [] },
  { what: 'going back is one', ages: [1, 3, 2], wrong: ['I4: ns/a went back from 3 to 2'] },
  { what: 'beginning anew after a deletion is none', ages: [3, null, 1], wrong: [] },
])('$what', ({ ages, wrong }) => {
  expect(regressions(changes(...ages))).toEqual(wrong);
});

test('each row has a count of its own', () => {
  const both = [...changes(5), { operation: 'INSERT', id: 'ns/b', age: 1 } as const];
  expect(regressions(both)).toEqual([]);
});
