import { expect, test } from 'vitest';
import { decide } from '../../../controller/decide.ts';
import { FINALIZER } from '../../../controller/finalizer.ts';
import { aCondition, aWriter, NOW } from './builders.ts';

const others = 'example.com/other';

test.each([
  { name: 'guards an object without any finalizer', finalizers: undefined, deleted: false, want: 'addFinalizer' },
  { name: "guards an object that has others' only", finalizers: [others], deleted: false, want: 'addFinalizer' },
  { name: 'applies the row of a guarded object', finalizers: [FINALIZER], deleted: false, want: 'applyRow' },
  { name: "applies it beside others' finalizers", finalizers: [others, FINALIZER], deleted: false, want: 'applyRow' },
  { name: 'removes the row of an object that is going', finalizers: [FINALIZER], deleted: true, want: 'removeRow' },
  {
    name: 'removes it whoever else holds the object',
    finalizers: [FINALIZER, others],
    deleted: true,
    want: 'removeRow',
  },
  { name: 'leaves an object that others still hold', finalizers: [others], deleted: true, want: 'leave' },
  { name: 'leaves an object that nobody holds any more', finalizers: undefined, deleted: true, want: 'leave' },
])('$name', ({ finalizers, deleted, want }) => {
  const { metadata, ...object } = aWriter();
  const { finalizers: _, ...rest } = metadata;
  expect(
    decide({
      ...object,
      metadata: { ...rest, ...(finalizers && { finalizers }), ...(deleted && { deletionTimestamp: NOW }) },
    }),
  ).toBe(want);
});

test.each([
  { finalizers: [], deleted: false, want: 'wait' },
  { finalizers: [FINALIZER], deleted: false, want: 'wait' },
  { finalizers: [FINALIZER], deleted: true, want: 'wait' },
  { finalizers: [others], deleted: true, want: 'leave' },
])('suspended, with finalizers $finalizers and deleted $deleted: $want', ({ finalizers, deleted, want }) => {
  const metadata = { finalizers, ...(deleted && { deletionTimestamp: NOW }) };
  expect(decide(aWriter({ spec: { suspend: true }, metadata }))).toBe(want);
});

const said = (status: 'True' | 'False', observedGeneration: number) => ({
  observedGeneration,
  conditions: [aCondition({ status, observedGeneration })],
});

test.each([
  { name: 'was written', driftPolicy: 'Report', status: said('True', 1), want: 'compareRow' },
  { name: 'is to be corrected', driftPolicy: 'Correct', status: said('True', 1), want: 'applyRow' },
  { name: 'was edited since', driftPolicy: 'Report', status: said('True', 0), want: 'applyRow' },
  { name: 'was refused', driftPolicy: 'Report', status: said('False', 1), want: 'applyRow' },
  { name: 'is new', driftPolicy: 'Report', status: { observedGeneration: -1 }, want: 'applyRow' },
] as const)('with driftPolicy $driftPolicy, a row that $name: $want', ({ driftPolicy, status, want }) => {
  expect(decide(aWriter({ spec: { driftPolicy }, status }))).toBe(want);
});
