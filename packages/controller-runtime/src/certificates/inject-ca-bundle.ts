import { isNotFound, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '@kubewright/apimachinery/admissionregistration/v1';
import { CustomResourceDefinition } from '@kubewright/apimachinery/apiextensions/v1';
import { jsonPatch, type Client, type JsonPatchOperation } from '../client/index.ts';

/** The objects whose `caBundle` is kept, by name. Others are never touched. */
export interface InjectionTargets {
  readonly validatingWebhookConfigurations?: readonly string[];
  readonly mutatingWebhookConfigurations?: readonly string[];
  /** Those with a conversion webhook. */
  readonly customResourceDefinitions?: readonly string[];
}

/** One object that carries `caBundle`s. */
export interface InjectionTarget {
  readonly kind: Kind;
  readonly name: string;
  /** Writes the bundle where it is not that already. Resolves with what was found. */
  inject(client: Pick<Client, 'get' | 'patch'>, caBundle: string, signal: AbortSignal): Promise<InjectionOutcome>;
}

/** `missing`: there is no such object, so nothing to be told. */
export type InjectionOutcome = 'unchanged' | 'injected' | 'missing';

export function targetsOf(names: InjectionTargets): readonly InjectionTarget[] {
  const of = <T extends KubernetesObject>(
    kind: Kind<T>,
    all: readonly string[] | undefined,
    operations: (object: T, caBundle: string) => readonly JsonPatchOperation[],
  ): readonly InjectionTarget[] => (all ?? []).map((name) => target(kind, name, operations));
  return [
    ...of(ValidatingWebhookConfiguration, names.validatingWebhookConfigurations, inWebhooks),
    ...of(MutatingWebhookConfiguration, names.mutatingWebhookConfigurations, inWebhooks),
    ...of(CustomResourceDefinition, names.customResourceDefinitions, inConversion),
  ];
}

function target<T extends KubernetesObject>(
  kind: Kind<T>,
  name: string,
  operationsFor: (object: Stored<T>, caBundle: string) => readonly JsonPatchOperation[],
): InjectionTarget {
  return {
    kind,
    name,
    inject: async (client, caBundle, signal) => {
      try {
        const object = await client.get(kind, { name }, { signal });
        const operations = operationsFor(object, caBundle);
        if (operations.length === 0) return 'unchanged';
        await client.patch(kind, { name }, jsonPatch(...operations), { signal });
        return 'injected';
      } catch (error) {
        if (isNotFound(error)) return 'missing';
        throw error;
      }
    },
  };
}

/** Tests the name, so that the bundle never lands in another webhook that took the place meanwhile. */
function inWebhooks(
  { webhooks = [] }: ValidatingWebhookConfiguration | MutatingWebhookConfiguration,
  caBundle: string,
): readonly JsonPatchOperation[] {
  return webhooks.flatMap(({ name, clientConfig }, index): readonly JsonPatchOperation[] => {
    if (clientConfig.caBundle === caBundle) return [];
    const path = `/webhooks/${index}`;
    return [
      { op: 'test', path: `${path}/name`, value: name },
      { op: 'add', path: `${path}/clientConfig/caBundle`, value: caBundle },
    ];
  });
}

function inConversion({ spec }: CustomResourceDefinition, caBundle: string): readonly JsonPatchOperation[] {
  const clientConfig = spec.conversion?.webhook?.clientConfig;
  if (clientConfig === undefined || clientConfig.caBundle === caBundle) return [];
  return [{ op: 'add', path: '/spec/conversion/webhook/clientConfig/caBundle', value: caBundle }];
}
