import { TerminalError } from '@kubewright/controller-runtime';
import { Cron } from 'croner';

/** Beyond that somebody's clock is wrong: who would want a hundred jobs at once? */
const MAX_MISSED = 100;

/** @throws Error that says what is wrong with it. */
export const parseSchedule = (schedule: string): Cron =>
  new Cron(schedule, { mode: '5-part', timezone: 'UTC', paused: true });

export interface Due {
  /** The newest run that was due and has not been. */
  readonly missed: Date | undefined;
  /** `undefined` for a schedule that never comes, such as the 31st of February. */
  readonly next: Date | undefined;
}

/**
 * What is due at `now`, if the last run was due at `since`; nothing that should have started before `notBefore`.
 *
 * @throws TerminalError when the schedule cannot be read, or when more than a hundred runs were missed.
 */
export function whatIsDue(schedule: string, since: Date, now: Date, notBefore = since): Due {
  const cron = parseOrGiveUp(schedule);
  let missed: Date | undefined;
  const from = since > notBefore ? since : notBefore;
  let next = cron.nextRun(from < now ? from : now);
  for (let starts = 0; next !== null && next <= now; next = cron.nextRun(next)) {
    missed = next;
    starts += 1;
    if (starts > MAX_MISSED) {
      const advice = 'set or lower spec.startingDeadlineSeconds, or look at the clocks';
      throw new TerminalError('TooManyMissedStarts', `more than ${MAX_MISSED} starts were missed: ${advice}`);
    }
  }
  return { missed, next: next ?? undefined };
}

function parseOrGiveUp(schedule: string): Cron {
  try {
    return parseSchedule(schedule);
  } catch (cause) {
    throw new TerminalError('InvalidSchedule', `cannot read the schedule "${schedule}"`, { cause });
  }
}
