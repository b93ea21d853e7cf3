import type { Stored } from '@kubewright/apimachinery';
import { describe, expect, test } from 'vitest';
import type { PostgresWriter } from '../../../api/v1/index.ts';
import { FINALIZER } from '../../../controller/finalizer.ts';
import { RECONCILE_REQUESTED_AT, worthReconciling } from '../../../controller/predicates.ts';
import { aCondition, aDeletedWriter, aWriter } from './builders.ts';

const keeps = (oldObject: Stored<PostgresWriter>, object: Stored<PostgresWriter>): boolean =>
  worthReconciling().update({ type: 'update', oldObject, object });

describe('an update is worth a look', () => {
  test.each([
    { name: 'when the spec changed', after: aWriter({ metadata: { generation: 2 } }) },
    { name: 'when deletion was asked for', after: aDeletedWriter({ metadata: { generation: 2 } }) },
    {
      name: 'when a round was asked for',
      after: aWriter({ metadata: { annotations: { [RECONCILE_REQUESTED_AT]: 'now' } } }),
    },
    { name: 'when our finalizer was taken', after: aWriter({ metadata: { finalizers: [] } }) },
    { name: 'when it is another object of the same name', after: aWriter({ metadata: { uid: 'uid-2' } }) },
  ])('$name', ({ after }) => {
    expect(keeps(aWriter(), after)).toBe(true);
  });
});

describe('an update is not worth a look', () => {
  const unguarded = aWriter({ metadata: { finalizers: [] } });
  test.each([
    { name: 'when we put the finalizer', before: unguarded, after: aWriter() },
    { name: 'when we wrote the status', before: aWriter(), after: aWriter({ status: { conditions: [aCondition()] } }) },
    {
      name: 'when we let a deleted object go',
      before: aDeletedWriter(),
      after: aDeletedWriter({ metadata: { finalizers: [] } }),
    },
    { name: 'when labels changed', before: aWriter(), after: aWriter({ metadata: { labels: { a: 'b' } } }) },
    {
      name: 'when other annotations changed',
      before: aWriter(),
      after: aWriter({ metadata: { annotations: { a: 'b' } } }),
    },
    {
      name: "when others' finalizers changed",
      before: aWriter(),
      after: aWriter({ metadata: { finalizers: [FINALIZER, 'example.com/other'] } }),
    },
    { name: 'when nothing changed', before: aWriter(), after: aWriter() },
  ])('$name', ({ before, after }) => {
    expect(keeps(before, after)).toBe(false);
  });
});

describe('an object that comes', () => {
  const inOrder = aWriter({ status: { observedGeneration: 1, conditions: [aCondition()] } });
  const comes = (object: Stored<PostgresWriter>, isInInitialList: boolean): boolean =>
    worthReconciling().create({ type: 'create', object, isInInitialList });

  test('is worth a look', () => {
    expect(comes(aWriter(), true)).toBe(true);
    expect(comes(inOrder, false)).toBe(true);
  });

  test('is left to the comparison of all rows if it was there at the start and says that it is in order', () => {
    expect(comes(inOrder, true)).toBe(false);
  });

  test.each([
    { name: 'edited', over: { metadata: { generation: 2 } } },
    { name: 'without our finalizer', over: { metadata: { finalizers: [] } } },
    { name: 'being deleted', over: { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } } },
    { name: 'suspended', over: { spec: { suspend: true } } },
    {
      name: 'not in order',
      over: { status: { observedGeneration: 1, conditions: [aCondition({ status: 'False' })] } },
    },
  ] as const)('is worth a look if it was there at the start and is $name', ({ over }) => {
    expect(comes(aWriter({ status: inOrder.status, ...over }), true)).toBe(true);
  });
});

test('an object that is gone is not: it had a row no longer', () => {
  expect(worthReconciling().delete({ type: 'delete', object: aWriter(), finalStateUnknown: false })).toBe(false);
});
