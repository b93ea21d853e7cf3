import { createObject, each, namesOf, TABLE } from '../lab/objects.ts';
import { latest } from './figures.ts';
import type { Scenario } from './scenario.ts';

/** What the table's constraint does not take. */
const REFUSED_AGE = 13;

export const badRow: Scenario = {
  name: 'bad-row',
  title: 'A backlog with one bad row',
  about:
    'As the backlog, but the table refuses the row of one object in the middle. The others must not notice, and that one must say so. Times are those of the others.',
  metrics: {
    allRows: { title: 'all other rows', unit: 'ms', isKey: true },
    allStatuses: { title: 'all rows and statuses', unit: 'ms', isKey: true },
  },
  dependsOnPolicy: false,
  takes: ({ writesStatus }) => writesStatus,
  async run(trial, { objects }) {
    await trial.database.sql(`alter table ${TABLE} add constraint no_thirteen check (age <> ${REFUSED_AGE})`);
    const names = namesOf(objects);
    const bad = names[Math.floor(objects / 2)] ?? '';
    await each(names, (name) => createObject(trial.client, trial.namespace, name, name === bad ? REFUSED_AGE : 20));
    const startedAt = await trial.measure(async () => {
      const moment = await trial.start();
      await trial.until('all statuses', () => trial.lastWriteByName('status').size >= objects);
      return moment;
    });
    await trial.untilCorrect({ objects, refused: new Set([bad]) });
    return {
      allRows: latest((await trial.rowTimes()).values()) - startedAt,
      allStatuses: latest(trial.lastWriteByName('status').values()) - startedAt,
    };
  },
};
