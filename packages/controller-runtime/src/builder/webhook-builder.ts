import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import type { Manager } from '../manager/index.ts';
import {
  admissionWebhook,
  withDefaulter,
  withValidator,
  type Defaulter,
  type Validator,
} from '../webhook/admission/index.ts';
import type { Converter } from '../webhook/conversion/index.ts';

/** The part of a manager that webhooks are built on. */
export type WebhookBuilderManager = Pick<Manager, 'webhookServer'>;

const CUSTOM_PATH = /^((\/[a-zA-Z0-9-_]+)+|\/)$/;

/**
 * Puts the webhooks of one kind together, then hands them to the manager's webhook server, at the paths that the original
 * uses: `/mutate-GROUP-VERSION-KIND`, `/validate-GROUP-VERSION-KIND` and `/convert`. Source: `builder.WebhookBuilder`.
 */
export class WebhookBuilder<T extends KubernetesObject> {
  readonly #manager: WebhookBuilderManager;
  readonly #kind: Kind<T>;
  #defaulter: Defaulter<T> | undefined;
  #validator: Validator<T> | undefined;
  #converter: Converter | undefined;
  #defaulterPath: string;
  #validatorPath: string;

  constructor(manager: WebhookBuilderManager, kind: Kind<T>) {
    this.#manager = manager;
    this.#kind = kind;
    this.#defaulterPath = pathOf('mutate', kind);
    this.#validatorPath = pathOf('validate', kind);
  }

  withDefaulter(defaulter: Defaulter<T>): this {
    this.#defaulter = defaulter;
    return this;
  }

  withValidator(validator: Validator<T>): this {
    this.#validator = validator;
    return this;
  }

  /** Converts between the versions of the kind, whichever of them the builder is for. */
  withConverter(converter: Converter): this {
    this.#converter = converter;
    return this;
  }

  withDefaulterCustomPath(path: string): this {
    this.#defaulterPath = path;
    return this;
  }

  withValidatorCustomPath(path: string): this {
    this.#validatorPath = path;
    return this;
  }

  /** Registers the webhooks. Rejects with what is missing, wrong, or there already. */
  // What is wrong shall reject, as with a controller, where building may have to wait.
  // eslint-disable-next-line @typescript-eslint/require-await
  async complete(): Promise<void> {
    const { group, kind } = this.#kind;
    const [defaulter, validator, converter] = [this.#defaulter, this.#validator, this.#converter];
    if (defaulter === undefined && validator === undefined && converter === undefined) {
      throw new Error(`the webhook of ${kind} does nothing: use withDefaulter(), withValidator() or withConverter()`);
    }
    if (converter !== undefined && (converter.group !== group || converter.kind !== kind)) {
      throw new Error(`a converter of ${converter.kind} of ${converter.group} cannot convert ${kind} of ${group}`);
    }
    for (const path of [this.#defaulterPath, this.#validatorPath]) {
      if (!CUSTOM_PATH.test(path)) throw new RangeError(`customPath "${path}" does not match ${String(CUSTOM_PATH)}`);
    }
    const { webhookServer } = this.#manager;
    if (defaulter !== undefined) {
      webhookServer.register(this.#defaulterPath, admissionWebhook(withDefaulter(this.#kind, defaulter)));
    }
    if (validator !== undefined) {
      webhookServer.register(this.#validatorPath, admissionWebhook(withValidator(this.#kind, validator)));
    }
    if (converter !== undefined) webhookServer.registerConverter(converter);
  }
}

/** Source: `builder.WebhookManagedBy`. */
export const webhookManagedBy = (manager: WebhookBuilderManager) => ({
  /** The kind whose objects the webhooks are for. */
  for: <T extends KubernetesObject>(kind: Kind<T>): WebhookBuilder<T> => new WebhookBuilder(manager, kind),
});

const pathOf = (verb: 'mutate' | 'validate', { group, version, kind }: Kind): string =>
  `/${verb}-${group.replaceAll('.', '-')}-${version}-${kind.toLowerCase()}`;
