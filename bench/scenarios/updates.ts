import { mergePatch } from '@kubewright/controller-runtime/client';
import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';
import { each, namesOf, TABLE } from '../lab/objects.ts';
import type { Trial } from '../lab/trial.ts';
import { latest, WRITES_METRIC } from './figures.ts';
import type { Scenario } from './scenario.ts';

const SHARE = 10;
const EDITS_OF_ONE = 1_000;

const edit = (trial: Trial, name: string, age: number): Promise<unknown> =>
  trial.client.patch(PostgresWriter, { namespace: trial.namespace, name }, mergePatch({ spec: { age } }));

export const updates: Scenario = {
  name: 'updates',
  title: 'Edits',
  about:
    'The operator is up and everything in order. First a tenth of the objects is edited, 32 calls at a time: times count from the first call. Then one object is edited 1,000 times in a row: what an operator skips of it shows in its writes.',
  metrics: {
    allRows: { title: 'a tenth edited: all rows', unit: 'ms', isKey: true },
    allStatuses: { title: 'a tenth edited: all rows and statuses', unit: 'ms', isKey: true },
    apiWrites: WRITES_METRIC,
    tail: { title: 'one edited 1,000 times: row after the last edit', unit: 'ms' },
    statusWrites: { title: 'one edited 1,000 times: API writes', unit: 'writes' },
  },
  dependsOnPolicy: false,
  takes: ({ followsEdits }) => followsEdits,
  async run(trial, { objects }) {
    const names = namesOf(objects);
    const edited = names.filter((_, index) => index % SHARE === 0);
    await trial.create(names);
    await trial.start();
    await trial.untilWritten(objects);
    trial.forgetWrites();
    const startedAt = trial.clock.now();
    await trial.measure(async () => {
      await each(edited, (name) => edit(trial, name, 41));
      await untilAge(trial, 41, edited.length);
      await trial.until('the statuses', () => trial.lastWriteByName('status').size >= edited.length);
    });
    await trial.check({ objects });
    const times = await trial.rowTimes();
    const many = {
      allRows: latest(edited.map((name) => times.get(name) ?? Number.NaN)) - startedAt,
      allStatuses: latest(trial.lastWriteByName('status').values()) - startedAt,
      apiWrites: trial.writes.length / edited.length,
    };
    trial.forgetWrites();
    const [one = ''] = names;
    for (let age = 1_000; age < 1_000 + EDITS_OF_ONE; age++) await edit(trial, one, age);
    const last = trial.clock.now();
    await untilAge(trial, 999 + EDITS_OF_ONE, 1);
    await trial.untilCorrect({ objects });
    const row = (await trial.rowTimes()).get(one) ?? Number.NaN;
    return { ...many, tail: Math.max(0, row - last), statusWrites: trial.writes.length };
  },
};

const untilAge = (trial: Trial, age: number, count: number): Promise<void> =>
  trial.until(`${count} rows of age ${age}`, async () => {
    const [row] = await trial.database.sql<{ n: number }>(`select count(*)::int as n from ${TABLE} where age = $1`, [
      age,
    ]);
    return (row?.n ?? 0) >= count;
  });
