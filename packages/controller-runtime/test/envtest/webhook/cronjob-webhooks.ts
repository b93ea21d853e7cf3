// The code of docs/webhooks.md. A test compares the two; others run it.
// #region types
import { field, newInvalid, type Kind, type KubernetesObject } from '@kubewright/apimachinery';
import {
  createManager,
  hubSpokeConverter,
  webhookManagedBy,
  type Client,
  type Defaulter,
  type Manager,
  type ManagerOptions,
  type Validator,
} from '@kubewright/controller-runtime';

export interface CronJob extends KubernetesObject {
  readonly spec: { readonly schedule: string; readonly keep?: number };
}
// #endregion types

export interface CronJobV2 extends KubernetesObject {
  readonly spec: { readonly schedule: { readonly minute: string; readonly rest: string }; readonly keep?: number };
}

/** Each test has a group of its own: CRDs are the whole server's. */
export const kindsOf = (group: string) => {
  const common = {
    group,
    kind: 'CronJob',
    plural: 'cronjobs',
    singular: 'cronjob',
    listKind: 'CronJobList',
    scope: 'Namespaced',
    subresources: [],
  } as const;
  const CronJob: Kind<CronJob> = { ...common, version: 'v1' };
  const CronJobV2: Kind<CronJobV2> = { ...common, version: 'v2' };
  return { CronJob, CronJobV2 };
};

// #region defaulter
export const defaulter: Defaulter<CronJob> = {
  default: (cronJob) => {
    cronJob.spec.keep ??= 3;
  },
};
// #endregion defaulter

// #region validator
export const validator: Validator<CronJob> = {
  validateCreate: (cronJob, { warn }) => {
    if (cronJob.spec.schedule.startsWith('* ')) warn('runs every minute');
    checkSchedule(cronJob);
  },
  validateUpdate: (_before, after) => checkSchedule(after),
  validateDelete: (cronJob) => {
    if (cronJob.metadata.labels?.['keep'] === 'true') throw new Error('it is labelled keep=true');
  },
};

function checkSchedule({ metadata, spec }: CronJob): void {
  if (spec.schedule.split(' ').length === 5) return;
  const { name = '' } = metadata;
  throw newInvalid({ group: 'example.com', kind: 'CronJob' }, name, [
    field.invalid('spec.schedule', spec.schedule, 'must have five fields'),
  ]);
}
// #endregion validator

// #region converter
export const converterOf = (CronJob: Kind<CronJob>, CronJobV2: Kind<CronJobV2>) =>
  hubSpokeConverter(CronJobV2).spoke(CronJob, {
    convertTo: ({ spec: { schedule, ...rest } }) => {
      const [minute = '', ...others] = schedule.split(' ');
      if (others.length !== 4) throw new Error(`spec.schedule has ${others.length + 1} fields, not 5`);
      return { spec: { ...rest, schedule: { minute, rest: others.join(' ') } } };
    },
    convertFrom: ({ spec: { schedule, ...rest } }) => ({
      spec: { ...rest, schedule: `${schedule.minute} ${schedule.rest}` },
    }),
  });
// #endregion converter

// #region manager
export async function managerWithWebhooks(CronJob: Kind<CronJob>, options: ManagerOptions): Promise<Manager> {
  const manager = await createManager({
    ...options,
    webhook: {
      selfManaged: {
        secretName: 'cronjob-webhook-cert',
        serviceName: 'cronjob-webhook',
        validatingWebhookConfigurations: ['cronjob'],
        mutatingWebhookConfigurations: ['cronjob'],
      },
      ...options.webhook,
    },
  });
  await webhookManagedBy(manager).for(CronJob).withDefaulter(defaulter).withValidator(validator).complete();
  return manager;
}
// #endregion manager

// #region migration
/** Writes every object once, unchanged: the API server stores it in the version that is stored now. */
export async function migrateStorage(client: Client, kind: Kind): Promise<void> {
  const { items } = await client.list(kind);
  for (const item of items) await client.update(kind, item);
}
// #endregion migration
