import { field, newInvalid, type FieldError } from '@kubewright/apimachinery';
import { webhookManagedBy, type Manager } from '@kubewright/controller-runtime';
import { CronJob } from '../api/v1/zz_generated.object.ts';
import { parseSchedule } from '../controller/schedule.ts';

/** A job's name may have 63 characters; that of a run is the CronJob's, a dash, and ten digits. */
const MAX_NAME_LENGTH = 63 - 11;

/**
 * Sets what is left out, and refuses what a schema cannot.
 *
 * +kubebuilder:webhook:path=/mutate-batch-tutorial-kubebuilder-io-v1-cronjob,mutating=true,failurePolicy=fail,sideEffects=None,groups=batch.tutorial.kubebuilder.io,resources=cronjobs,verbs=create;update,versions=v1,name=mcronjob-v1.kb.io,admissionReviewVersions=v1
 * +kubebuilder:webhook:path=/validate-batch-tutorial-kubebuilder-io-v1-cronjob,mutating=false,failurePolicy=fail,sideEffects=None,groups=batch.tutorial.kubebuilder.io,resources=cronjobs,verbs=create;update,versions=v1,name=vcronjob-v1.kb.io,admissionReviewVersions=v1
 */
export async function setUpCronJobWebhooks(manager: Manager): Promise<void> {
  await webhookManagedBy(manager)
    .for(CronJob)
    .withDefaulter({
      default: ({ spec }) => {
        spec.concurrencyPolicy ??= 'Allow';
        spec.suspend ??= false;
        spec.successfulJobsHistoryLimit ??= 3;
        spec.failedJobsHistoryLimit ??= 1;
      },
    })
    .withValidator({ validateCreate: validate, validateUpdate: (_before, after) => validate(after) })
    .complete();
}

function validate({ metadata: { name = '' }, spec }: CronJob): void {
  const faults: FieldError[] = [];
  if (name.length > MAX_NAME_LENGTH) {
    faults.push(field.invalid('metadata.name', name, `must be no more than ${MAX_NAME_LENGTH} characters`));
  }
  try {
    parseSchedule(spec.schedule);
  } catch (error) {
    faults.push(field.invalid('spec.schedule', spec.schedule, error instanceof Error ? error.message : String(error)));
  }
  if (faults.length > 0) throw newInvalid(CronJob, name, faults);
}
