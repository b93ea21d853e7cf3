/**
 * +groupName=cron-job.example.com
 * +versionName=v1
 */
import type { Condition, int32, int64, KubernetesObject, ObjectMeta, Time } from '@kubewright/apimachinery';
import type { JobTemplateSpec } from '@kubewright/apimachinery/batch/v1';
import type { ObjectReference } from '@kubewright/apimachinery/core/v1';

/**
 * CronJob is the Schema for the cronjobs API.
 * +kubebuilder:object:root=true
 * +kubebuilder:subresource:status
 */
export interface CronJob extends KubernetesObject {
  /**
   * metadata is a standard object metadata
   * +optional
   */
  readonly metadata: ObjectMeta;
  /**
   * spec defines the desired state of CronJob
   * +required
   */
  readonly spec: CronJobSpec;
  /**
   * status defines the observed state of CronJob
   * +optional
   */
  readonly status?: CronJobStatus;
}

/** CronJobSpec defines the desired state of CronJob. */
export interface CronJobSpec {
  /**
   * When jobs run, as cron writes it.
   * +kubebuilder:validation:MinLength=0
   * +required
   */
  readonly schedule: string;

  /**
   * How late, in seconds, a job may start.
   * +optional
   * +kubebuilder:validation:Minimum=0
   */
  readonly startingDeadlineSeconds?: int64;

  /**
   * What happens if a job still runs when the next is due.
   * +optional
   * +kubebuilder:default:=Allow
   */
  readonly concurrencyPolicy?: ConcurrencyPolicy;

  /**
   * Whether no further jobs start.
   * +optional
   */
  readonly suspend?: boolean;

  /**
   * The job that is made.
   * +required
   */
  readonly jobTemplate: JobTemplateSpec;

  /**
   * How many finished jobs are kept.
   * +optional
   * +kubebuilder:validation:Minimum=0
   */
  readonly successfulJobsHistoryLimit?: int32;
}

/** ConcurrencyPolicy says how jobs overlap. */
export type ConcurrencyPolicy = 'Allow' | 'Forbid' | 'Replace';

/** CronJobStatus defines the observed state of CronJob. */
export interface CronJobStatus {
  /**
   * Jobs that run.
   * +optional
   * +listType=atomic
   * +kubebuilder:validation:MinItems=1
   * +kubebuilder:validation:MaxItems=10
   */
  readonly active?: readonly ObjectReference[];

  /**
   * When a job was last made.
   * +optional
   */
  readonly lastScheduleTime?: Time;

  /**
   * Conditions of the object.
   * +listType=map
   * +listMapKey=type
   * +optional
   */
  readonly conditions?: readonly Condition[];
}
