import { expect, test } from 'vitest';
import { eventFor } from '../../../controller/events.ts';
import type { Report } from '../../../controller/verdict.ts';
import { aDeletedWriter, aWriter } from './builders.ts';

const report = (state: Report['state'], reason: Report['reason']): Report => ({
  state,
  reason,
  message: 'what, where',
});

test.each([
  { name: 'plain success', object: aWriter(), said: report('ready', 'InSync'), want: undefined },
  { name: 'an outage', object: aWriter(), said: report('retrying', 'DatabaseUnavailable'), want: undefined },
  {
    name: 'a table that is missing for all',
    object: aWriter(),
    said: report('stalled', 'TableNotFound'),
    want: undefined,
  },
  { name: 'a value refused', object: aWriter(), said: report('stalled', 'ValueRefused'), want: 'ValueRefused' },
  { name: 'a conflict', object: aWriter(), said: report('stalled', 'RowOwnedByAnother'), want: 'RowOwnedByAnother' },
  { name: 'no table name', object: aWriter(), said: report('stalled', 'InvalidTableName'), want: 'InvalidTableName' },
  {
    name: 'a deletion that hangs',
    object: aDeletedWriter(),
    said: report('stalled', 'RowNotRemoved'),
    want: 'DeletionBlocked',
  },
  {
    name: 'a deletion that waits for an outage',
    object: aDeletedWriter(),
    said: report('retrying', 'DatabaseUnavailable'),
    want: undefined,
  },
])('$name makes the event $want', ({ object, said, want }) => {
  expect(eventFor(object, said)?.reason).toBe(want);
});

test('an event says what the condition says', () => {
  expect(eventFor(aWriter(), report('stalled', 'ValueRefused'))).toEqual({
    type: 'Warning',
    reason: 'ValueRefused',
    action: 'ApplyRow',
    note: 'what, where',
  });
});
