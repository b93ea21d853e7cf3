import { discardLogger } from '@kubewright/controller-runtime/log';
import { expect, test, vi } from 'vitest';
import { announce, eventFor } from '../../../controller/events.ts';
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
  { name: 'a drift', object: aWriter(), said: report('ready', 'Drifted'), want: 'Drifted' },
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

test.each([
  { said: report('ready', 'InSync'), lines: 0, events: 0 },
  { said: report('ready', 'Drifted'), lines: 1, events: 1 },
  { said: report('retrying', 'DatabaseError'), lines: 0, events: 0 },
  { said: report('stalled', 'DatabaseUnavailable'), lines: 0, events: 0 },
  { said: report('stalled', 'TableNotFound'), lines: 1, events: 0 },
  { said: report('stalled', 'ValueRefused'), lines: 1, events: 1 },
])('$said.state for $said.reason makes $lines log lines and $events events', ({ said, lines, events }) => {
  const warn = vi.fn();
  const event = vi.fn();
  announce({ event }, aWriter(), said, { ...discardLogger, warn });
  expect([warn.mock.calls.length, event.mock.calls.length]).toEqual([lines, events]);
});
