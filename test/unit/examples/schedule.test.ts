import { TerminalError } from '@kubewright/controller-runtime';
import { describe, expect, test } from 'vitest';
import { parseSchedule, whatIsDue } from '../../../examples/cronjob/controller/schedule.ts';

const at = (time: string): Date => new Date(`2026-03-02T${time}Z`);
const HOURLY = '0 * * * *';

describe('what is due', () => {
  test.each([
    { name: 'nothing before the first time', since: '10:05:00', now: '10:59:59', missed: undefined, next: '11:00:00' },
    { name: 'a run at its very time', since: '10:05:00', now: '11:00:00', missed: '11:00:00', next: '12:00:00' },
    { name: 'of several the newest', since: '10:05:00', now: '13:30:00', missed: '13:00:00', next: '14:00:00' },
    { name: 'not the run that has been', since: '11:00:00', now: '11:00:00', missed: undefined, next: '12:00:00' },
    {
      name: 'nothing when the clock went back',
      since: '13:00:00',
      now: '11:30:00',
      missed: undefined,
      next: '12:00:00',
    },
  ])('$name', ({ since, now, missed, next }) => {
    expect(whatIsDue(HOURLY, at(since), at(now))).toEqual({
      missed: missed === undefined ? undefined : at(missed),
      next: at(next),
    });
  });

  test('no run that is later than the deadline allows', () => {
    expect(whatIsDue(HOURLY, at('08:05:00'), at('11:30:00'), at('11:10:00')).missed).toBeUndefined();
    expect(whatIsDue(HOURLY, at('08:05:00'), at('11:05:00'), at('10:55:00')).missed).toEqual(at('11:00:00'));
  });

  test('more than a hundred missed runs are no reason to start one', () => {
    expect(whatIsDue('* * * * *', at('08:00:00'), at('09:40:00')).missed).toEqual(at('09:40:00'));
    expect(() => whatIsDue('* * * * *', at('08:00:00'), at('09:41:00'))).toThrow(TerminalError);
  });

  test('a day that never comes has no next run', () => {
    expect(whatIsDue('0 0 31 2 *', at('08:00:00'), at('09:00:00'))).toEqual({ missed: undefined, next: undefined });
  });
});

test.each(['', '* * * *', '0 0 * * * *', '60 * * * *', 'every day'])('"%s" is no schedule', (schedule) => {
  expect(() => parseSchedule(schedule)).toThrow();
  expect(() => whatIsDue(schedule, at('08:00:00'), at('09:00:00'))).toThrow(TerminalError);
});
