/**
 * +groupName=batch.tutorial.kubebuilder.io
 * +versionName=v1
 */
import type { int32, int64, KubernetesList, KubernetesObject, Time } from '@kubewright/apimachinery';
import type { JobTemplateSpec } from '@kubewright/apimachinery/batch/v1';
import type { ObjectReference } from '@kubewright/apimachinery/core/v1';

/** CronJobSpec says which job is to run, and when. */
export interface CronJobSpec {
  /**
   * When jobs start, in cron's five fields (https://en.wikipedia.org/wiki/Cron), in UTC.
   * +kubebuilder:validation:MinLength=0
   */
  readonly schedule: string;

  /**
   * How many seconds late a job may still start. What is missed for longer is left out.
   * +kubebuilder:validation:Minimum=0
   */
  readonly startingDeadlineSeconds?: int64;

  /** What becomes of a run while jobs of earlier ones are active. */
  readonly concurrencyPolicy?: ConcurrencyPolicy;

  /** While true no further jobs start; those that run go on. */
  readonly suspend?: boolean;

  /** The job that each run creates. */
  readonly jobTemplate: JobTemplateSpec;

  /**
   * How many jobs that succeeded are kept.
   * +kubebuilder:validation:Minimum=0
   */
  readonly successfulJobsHistoryLimit?: int32;

  /**
   * How many jobs that failed are kept.
   * +kubebuilder:validation:Minimum=0
   */
  readonly failedJobsHistoryLimit?: int32;
}

/** Allow: let them run side by side. Forbid: leave the new run out. Replace: delete what is active. */
export type ConcurrencyPolicy = 'Allow' | 'Forbid' | 'Replace';

/** CronJobStatus says what has run. */
export interface CronJobStatus {
  /** Jobs that have not finished. */
  readonly active?: readonly ObjectReference[];

  /** The time that the newest run was due at. */
  readonly lastScheduleTime?: Time;
}

/**
 * CronJob runs a job again and again.
 * +kubebuilder:object:root=true
 * +kubebuilder:subresource:status
 */
export interface CronJob extends KubernetesObject {
  readonly spec: CronJobSpec;
  readonly status?: CronJobStatus;
}

/**
 * CronJobList is a list of CronJobs.
 * +kubebuilder:object:root=true
 */
export type CronJobList = KubernetesList<CronJob>;
