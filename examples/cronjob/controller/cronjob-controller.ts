import {
  apiVersionOf,
  controllerOf,
  equalJson,
  isAlreadyExists,
  isNotFound,
  setControllerReference,
  type Stored,
} from '@kubewright/apimachinery';
import { Job } from '@kubewright/apimachinery/batch/v1';
import {
  controllerManagedBy,
  done,
  mergePatch,
  requeueAfter,
  TerminalError,
  type Manager,
  type ReconcileContext,
  type Result,
} from '@kubewright/controller-runtime';
import type { CronJobStatus } from '../api/v1/cronjob-types.ts';
import { CronJob } from '../api/v1/zz_generated.object.ts';
import { outcomeOf } from './job.ts';
import { whatIsDue } from './schedule.ts';

/** On each job: when it was due. The status can be told from the jobs again. */
const SCHEDULED_AT = 'batch.tutorial.kubebuilder.io/scheduled-at';
/** Jobs by the CronJob that they belong to. */
const OWNER = 'metadata.controller';

/**
 * Starts a job whenever a CronJob's schedule says so.
 *
 * +kubebuilder:rbac:groups=batch.tutorial.kubebuilder.io,resources=cronjobs,verbs=get;list;watch
 * +kubebuilder:rbac:groups=batch.tutorial.kubebuilder.io,resources=cronjobs/status,verbs=get;patch
 * +kubebuilder:rbac:groups=batch.tutorial.kubebuilder.io,resources=cronjobs/finalizers,verbs=update
 * +kubebuilder:rbac:groups=batch,resources=jobs,verbs=get;list;watch;create;delete
 * +kubebuilder:rbac:groups="",resources=secrets,verbs=get;list;watch;create;update
 * +kubebuilder:rbac:groups=admissionregistration.k8s.io,resources=mutatingwebhookconfigurations;validatingwebhookconfigurations,verbs=get;list;watch;patch
 */
export class CronJobController {
  readonly #manager: Manager;

  constructor(manager: Manager) {
    this.#manager = manager;
  }

  async setUp(): Promise<void> {
    this.#manager.cache.indexField(Job, OWNER, (job) => {
      const owner = controllerOf(job);
      return owner?.apiVersion === apiVersionOf(CronJob) && owner.kind === CronJob.kind ? [owner.name] : [];
    });
    await controllerManagedBy(this.#manager).for(CronJob).owns(Job).completeWithObject(this);
  }

  async reconcile(cronJob: Stored<CronJob>, context: ReconcileContext): Promise<Result> {
    const { metadata, spec } = cronJob;
    const { namespace = '', name } = metadata;
    const { items: jobs } = await this.#manager.client.list(Job, { namespace, fieldSelector: `${OWNER}=${name}` });
    const active = jobs.filter((job) => outcomeOf(job) === undefined);

    const status = await this.#writeStatus(cronJob, jobs, active, context);
    if (status === undefined) return done; // deleted since it was read
    await this.#deleteOld(jobs, 'Failed', spec.failedJobsHistoryLimit, context);
    await this.#deleteOld(jobs, 'Complete', spec.successfulJobsHistoryLimit, context);
    if (spec.suspend === true || metadata.deletionTimestamp !== undefined) return done;

    const now = new Date(this.#manager.clock.now());
    const { startingDeadlineSeconds = Infinity, concurrencyPolicy = 'Allow' } = spec;
    const since = new Date(status.lastScheduleTime ?? metadata.creationTimestamp);
    const deadline = new Date(Math.max(0, now.getTime() - startingDeadlineSeconds * 1000));
    const { missed, next } = whatIsDue(spec.schedule, since, now, deadline);
    const wait = next === undefined ? done : requeueAfter(next.getTime() - now.getTime());
    if (missed === undefined) return wait;
    if (concurrencyPolicy === 'Forbid' && active.length > 0) {
      context.log.info('left out a run: another is active', { due: missed.toISOString(), active: active.length });
      return wait;
    }
    if (concurrencyPolicy === 'Replace') await Promise.all(active.map((job) => this.#delete(job, context)));
    await this.#create(cronJob, missed, context);
    return wait;
  }

  /** Says when the newest run was due: what is there no more has run all the same. `undefined`: the CronJob is gone. */
  async #writeStatus(
    { metadata, status = {} }: Stored<CronJob>,
    jobs: readonly Stored<Job>[],
    active: readonly Stored<Job>[],
    { signal }: ReconcileContext,
  ): Promise<CronJobStatus | undefined> {
    const times = jobs
      .map((job) => job.metadata.annotations?.[SCHEDULED_AT] ?? '')
      .concat(status.lastScheduleTime ?? '');
    const lastScheduleTime = times
      .filter((time) => !Number.isNaN(Date.parse(time)))
      .sort((a, b) => Date.parse(a) - Date.parse(b))
      .at(-1);
    const references = active.map(({ apiVersion, kind, metadata: { namespace, name, uid } }) => ({
      apiVersion,
      kind,
      name,
      uid,
      ...(namespace !== undefined && { namespace }),
    }));
    const wanted = { active: references, ...(lastScheduleTime !== undefined && { lastScheduleTime }) };
    if (equalJson({ ...status, active: status.active ?? [] }, wanted)) return wanted;
    try {
      await this.#manager.client.status.patch(CronJob, metadata, mergePatch({ status: wanted }), { signal });
      return wanted;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Of the jobs that ended so, the newest `limit` stay. */
  async #deleteOld(
    jobs: readonly Stored<Job>[],
    outcome: 'Complete' | 'Failed',
    limit = Infinity,
    context: ReconcileContext,
  ): Promise<void> {
    const ended = jobs.filter((job) => outcomeOf(job) === outcome).sort((a, b) => startOf(a) - startOf(b));
    for (const job of ended.slice(0, Math.max(0, ended.length - limit))) await this.#delete(job, context);
  }

  async #delete({ metadata }: Stored<Job>, { signal, log }: ReconcileContext): Promise<void> {
    try {
      await this.#manager.client.delete(Job, metadata, { propagationPolicy: 'Background', signal });
      log.info('job deleted', { job: metadata.name });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  async #create(cronJob: Stored<CronJob>, due: Date, { signal, log }: ReconcileContext): Promise<void> {
    const { metadata: template, spec } = cronJob.spec.jobTemplate;
    if (spec === undefined) throw new TerminalError('NoJob', 'spec.jobTemplate.spec is missing');
    const { namespace = '', name: owner } = cronJob.metadata;
    const name = `${owner}-${due.getTime() / 1000}`; // the same run has the same name: it cannot start twice
    const annotations = { ...template?.annotations, [SCHEDULED_AT]: due.toISOString().replace('.000Z', 'Z') };
    const job: Job = { metadata: { namespace, name, labels: { ...template?.labels }, annotations }, spec };
    try {
      await this.#manager.client.create(Job, setControllerReference(cronJob, job), { signal });
      log.info('job created', { job: name });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }
}

const startOf = ({ status }: Job): number => Date.parse(status?.startTime ?? '1970-01-01T00:00:00Z');
