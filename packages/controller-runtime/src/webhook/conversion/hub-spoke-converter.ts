import { apiVersionOf, type Kind, type KubernetesObject } from '@kubewright/apimachinery';
import type { ConversionContext, Converted, Converter } from './converter.ts';

/** Converts between one version of a kind and its hub. Both ways must keep what the other side needs to come back. */
export interface SpokeFunctions<Hub extends KubernetesObject, Spoke extends KubernetesObject> {
  /** Source: `conversion.Convertible.ConvertTo`. */
  convertTo(spoke: Spoke, context: ConversionContext): Converted<Hub> | Promise<Converted<Hub>>;
  /** Source: `conversion.Convertible.ConvertFrom`. */
  convertFrom(hub: Hub, context: ConversionContext): Converted<Spoke> | Promise<Converted<Spoke>>;
}

/** A spoke whose type is known to itself alone. */
interface Spoke<Hub extends KubernetesObject> {
  toHub(spoke: KubernetesObject, context: ConversionContext): Promise<Hub>;
  fromHub(hub: Hub, context: ConversionContext): Promise<KubernetesObject>;
}

/**
 * Converts between all versions of a kind by way of one of them, the hub: n versions need n − 1 pairs of functions. The hub
 * is best the version that is stored. Source: `conversion.NewHubSpokeConverter`.
 */
export class HubSpokeConverter<Hub extends KubernetesObject> implements Converter {
  readonly group: string;
  readonly kind: string;
  readonly #hub: Kind<Hub>;
  readonly #spokes = new Map<string, Spoke<Hub>>();

  constructor(hub: Kind<Hub>) {
    this.#hub = hub;
    this.group = hub.group;
    this.kind = hub.kind;
  }

  /** Adds a version. Throws a `RangeError` for one of another kind, or one that is there already. */
  spoke<T extends KubernetesObject>(kind: Kind<T>, functions: SpokeFunctions<Hub, T>): this {
    const apiVersion = apiVersionOf(kind);
    if (kind.group !== this.group || kind.kind !== this.kind) {
      throw new RangeError(`${kind.kind} (${apiVersion}) is no version of ${this.kind} of ${this.group}`);
    }
    if (apiVersion === apiVersionOf(this.#hub) || this.#spokes.has(apiVersion)) {
      throw new RangeError(`${kind.kind} has a conversion for ${apiVersion} already`);
    }
    this.#spokes.set(apiVersion, {
      // The API server says which version an object is of; what it says is what the function is for.
      toHub: async (object, context) => complete(this.#hub, object, await functions.convertTo(object as T, context)),
      fromHub: async (hub, context) => complete(kind, hub, await functions.convertFrom(hub, context)),
    });
    return this;
  }

  async convert(object: KubernetesObject, apiVersion: string, context: ConversionContext): Promise<KubernetesObject> {
    const from = object.apiVersion ?? '';
    if (from === apiVersion) return object;
    const hubVersion = apiVersionOf(this.#hub);
    const hub = from === hubVersion ? (object as Hub) : await this.#spokeOf(from).toHub(object, context);
    return apiVersion === hubVersion ? hub : await this.#spokeOf(apiVersion).fromHub(hub, context);
  }

  #spokeOf(apiVersion: string): Spoke<Hub> {
    const spoke = this.#spokes.get(apiVersion);
    if (spoke !== undefined) return spoke;
    const known = [apiVersionOf(this.#hub), ...this.#spokes.keys()].join(', ');
    throw new Error(`${this.kind} has no conversion for ${apiVersion}; there are ${known}`);
  }
}

/** `hubSpokeConverter(CronJobV2).spoke(CronJobV1, { convertTo, convertFrom })` */
export const hubSpokeConverter = <Hub extends KubernetesObject>(hub: Kind<Hub>): HubSpokeConverter<Hub> =>
  new HubSpokeConverter(hub);

/** The API server refuses an object whose metadata changed, labels and annotations apart. */
function complete<T extends KubernetesObject>(kind: Kind<T>, from: KubernetesObject, fields: Converted<T>): T {
  const { labels = from.metadata.labels, annotations = from.metadata.annotations } = fields.metadata ?? {};
  const metadata = {
    ...from.metadata,
    ...(labels !== undefined && { labels }),
    ...(annotations !== undefined && { annotations }),
  };
  // All that `T` has beside these three is in `fields`; the compiler does not add up `Omit` and its rest.
  return { ...fields, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata } as unknown as T;
}
