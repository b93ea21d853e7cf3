import { expect, test } from 'vitest';
import { soon, until } from '../../support/eventually.ts';
import { useExample } from '../../support/example.ts';

// Jobs really run here, as far as a job without a node can: kube-controller-manager makes their pods and finishes them.
const example = useExample('cronjob', {
  expectedErrors: ['TooManyMissedStarts'],
  ownControlPlane: {
    // Already there when kube-controller-manager starts: the garbage collector looks for new kinds every 30 s only.
    crdPaths: ['examples/cronjob/config/crd'],
    controllerManager: true,
    controllerManagerFlags: { controllers: 'garbage-collector-controller,job-controller' },
  },
});

const MINUTE = 60_000;
const SCHEDULED_AT = 'batch.tutorial.kubebuilder.io/scheduled-at';
/** A whole minute, so many minutes ago. */
const minutesAgo = (count: number): Date => new Date(Math.floor(Date.now() / MINUTE) * MINUTE - count * MINUTE);
const rfc3339 = (date: Date): string => date.toISOString().replace('.000Z', 'Z');
/** Once a day, at that minute. */
const dailyAt = (date: Date): string => `${date.getUTCMinutes()} ${date.getUTCHours()} * * *`;

/** The name of the job of a run. */
const runOf = (owner: string, due: Date): string => `${owner}-${due.getTime() / 1000}`;

interface Job {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

const cronJobs = (): string =>
  `/apis/batch.tutorial.kubebuilder.io/v1/namespaces/${example.environment.namespace}/cronjobs`;
const jobsPath = (): string => `/apis/batch/v1/namespaces/${example.environment.namespace}/jobs`;
const cronJob = (name: string): Promise<unknown> => example.api.get(`${cronJobs()}/${name}`);
async function jobNames(owner: string): Promise<readonly string[]> {
  const { items } = await example.api.get<{ readonly items: readonly Job[] }>(jobsPath());
  return items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(`${owner}-`));
}

const POD = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'none.example.com/none' }] } };
/** Its pods are there and wait for a node. */
const NEVER_ENDS = { metadata: { labels: { app: 'test' } }, spec: { template: POD } };
/** The job controller is done with it at once. */
const ENDS_AT_ONCE = { spec: { completions: 0, template: POD } };

const aCronJob = (name: string, spec: object = {}): object => ({
  apiVersion: 'batch.tutorial.kubebuilder.io/v1',
  kind: 'CronJob',
  metadata: { name },
  spec: { schedule: '0 0 1 1 *', jobTemplate: NEVER_ENDS, ...spec },
});

/** Makes a CronJob that has run last at `lastRun`; `meanwhile` happens before it is looked at. */
async function create(name: string, lastRun: Date, spec: object, meanwhile?: () => Promise<void>): Promise<void> {
  await example.api.create(cronJobs(), aCronJob(name, { ...spec, suspend: true }));
  await example.api.patch(`${cronJobs()}/${name}/status`, { status: { lastScheduleTime: rfc3339(lastRun) } });
  await meanwhile?.();
  await example.api.patch(`${cronJobs()}/${name}`, { spec: { suspend: false } });
}

/** Makes a job that an earlier run could have made. */
async function createRun(owner: string, due: Date, template: object): Promise<void> {
  const { metadata } = (await cronJob(owner)) as { readonly metadata: { readonly uid: string } };
  const reference = { apiVersion: 'batch.tutorial.kubebuilder.io/v1', kind: 'CronJob', name: owner, uid: metadata.uid };
  await example.api.create(jobsPath(), {
    ...template,
    metadata: {
      name: runOf(owner, due),
      annotations: { [SCHEDULED_AT]: rfc3339(due) },
      ownerReferences: [{ ...reference, controller: true }],
    },
  });
}

test('what is left out gets its default', async () => {
  // The first call may come before the certificate is known to the API server.
  await until('the webhooks to answer', async () => {
    const { code } = await example.api.call('POST', cronJobs(), aCronJob('defaults'));
    return code === 201 ? true : undefined;
  });
  expect(await cronJob('defaults')).toMatchObject({
    spec: { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
  });
});

test('a schedule that is none is refused, and a name that leaves no room for that of a job', async () => {
  expect(
    await example.api.call('POST', cronJobs(), aCronJob('n'.repeat(53), { schedule: '0 25 * * *' })),
  ).toMatchObject({
    code: 422,
    body: { reason: 'Invalid', details: { causes: [{ field: 'metadata.name' }, { field: 'spec.schedule' }] } },
  });
  expect(await example.api.call('POST', cronJobs(), aCronJob('n'.repeat(52)))).toMatchObject({ code: 201 });
});

test('a run that is due makes a job of the template, once', async () => {
  const due = minutesAgo(2);
  await create('due', minutesAgo(10), { schedule: dailyAt(due) });
  await soon(() => cronJob('due')).toMatchObject({
    status: { lastScheduleTime: rfc3339(due), active: [{ kind: 'Job', name: runOf('due', due) }] },
  });
  expect(await jobNames('due')).toEqual([runOf('due', due)]);
  expect(await example.api.get(`${jobsPath()}/${runOf('due', due)}`)).toMatchObject({
    metadata: {
      labels: { app: 'test' },
      annotations: { [SCHEDULED_AT]: rfc3339(due) },
      ownerReferences: [{ kind: 'CronJob', name: 'due', controller: true }],
    },
  });
});

test('a job that has finished is active no more', async () => {
  const due = minutesAgo(2);
  await create('short', minutesAgo(10), { schedule: dailyAt(due), jobTemplate: ENDS_AT_ONCE });
  await soon(() => cronJob('short')).toMatchObject({ status: { lastScheduleTime: rfc3339(due), active: [] } });
  expect(await jobNames('short')).toEqual([runOf('short', due)]);
});

test('Forbid leaves a run out while another is active', async () => {
  const due = minutesAgo(2);
  await create('forbid', minutesAgo(10), { schedule: dailyAt(due), concurrencyPolicy: 'Forbid' }, async () => {
    await createRun('forbid', minutesAgo(10), NEVER_ENDS);
  });
  await soon(() => example.program.logs).toContainEqual(
    expect.objectContaining({ msg: 'left out a run: another is active', name: 'forbid' }),
  );
  expect(await jobNames('forbid')).toEqual([runOf('forbid', minutesAgo(10))]);
});

test('Replace deletes what is active', async () => {
  const [before, due] = [minutesAgo(10), minutesAgo(2)];
  await create('replace', before, { schedule: dailyAt(due), concurrencyPolicy: 'Replace' }, async () => {
    await createRun('replace', before, NEVER_ENDS);
  });
  await soon(() => jobNames('replace')).toEqual([runOf('replace', due)]);
});

test('after too many missed starts none is made, unless a deadline says which still count', async () => {
  await create('missed', minutesAgo(300), { schedule: '* * * * *' });
  await soon(() => example.program.logs).toContainEqual(
    expect.objectContaining({ errorReason: 'TooManyMissedStarts', name: 'missed' }),
  );
  expect(await jobNames('missed')).toEqual([]);
  await example.api.patch(`${cronJobs()}/missed`, { spec: { startingDeadlineSeconds: 150 } });
  await soon(async () => (await jobNames('missed')).length).toBeGreaterThan(0);
});

test('of the jobs that have finished the newest are kept', async () => {
  const limits = { successfulJobsHistoryLimit: 1 };
  await create('history', minutesAgo(3), { ...limits, jobTemplate: ENDS_AT_ONCE }, async () => {
    for (const minutes of [6, 5, 4]) await createRun('history', minutesAgo(minutes), ENDS_AT_ONCE);
  });
  await soon(async () => (await jobNames('history')).length).toBe(1);
});

test('the jobs go with their CronJob', async () => {
  await example.api.delete(`${cronJobs()}/due`);
  await soon(() => jobNames('due')).toEqual([]);
});
