import { expect, test } from 'vitest';
import { ObjectCensus } from '../../../controller/object-census.ts';
import { aCondition, aWriter, NOW } from './builders.ts';

const named = (name: string, ...conditions: readonly Parameters<typeof aCondition>[0][]) =>
  aWriter({ metadata: { name }, status: { observedGeneration: 1, conditions: conditions.map(aCondition) } });

test('counts the objects that are there by what they say last', () => {
  const census = new ObjectCensus();
  const created = [
    named('in-order', {}),
    named('unseen'),
    named('stalled', { status: 'False' }, { type: 'Stalled' }),
    named('retrying', { status: 'False' }, { type: 'Reconciling' }),
    named('drifted', {}, { type: 'Drifted' }),
    named('drifted-before', {}, { type: 'Drifted', lastTransitionTime: '2025-12-31T00:00:00Z' }),
  ];
  for (const object of created) census.observe({ type: 'create', object, isInInitialList: true });
  expect(census.count()).toEqual({
    ready: { True: 3, False: 2, Unknown: 1 },
    reconciling: 1,
    stalled: 1,
    drifted: 2,
    driftedSinceMs: Date.parse('2025-12-31T00:00:00Z'),
  });
  census.observe({ type: 'delete', object: named('drifted-before'), finalStateUnknown: false });
  census.observe({ type: 'update', oldObject: named('stalled'), object: named('stalled', {}) });
  expect(census.count()).toMatchObject({
    ready: { True: 3, False: 1, Unknown: 1 },
    drifted: 1,
    driftedSinceMs: Date.parse(NOW),
  });
});

test('of nothing counts nothing', () => {
  expect(new ObjectCensus().count()).toMatchObject({ drifted: 0, driftedSinceMs: undefined });
});
