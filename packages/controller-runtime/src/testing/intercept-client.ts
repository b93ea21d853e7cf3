import type {
  ApplyConfigurationOf,
  Kind,
  KubernetesObject,
  PatchableObject,
  Stored,
  WholeObject,
} from '@kubewright/apimachinery';
import type {
  ApplyOptions,
  Client,
  DeleteAllOfOptions,
  DeleteOptions,
  GetOptions,
  ListOptions,
  LiveClient,
  ObjectKey,
  Patch,
  StoredList,
  SubresourceClient,
  WatchLine,
  WatchOptions,
  WriteOptions,
} from '../client/index.ts';

/**
 * What stands in for calls: each is given the client below, then what the caller gave. What is left out goes through.
 * `status` counts as the subresource of that name. Source: `interceptor.Funcs`.
 */
export interface InterceptorFuncs<C extends Client = LiveClient> {
  readonly get?: <T extends KubernetesObject>(
    client: C,
    kind: Kind<T>,
    key: ObjectKey,
    options?: GetOptions,
  ) => Promise<Stored<T>>;
  readonly list?: <T extends KubernetesObject>(
    client: C,
    kind: Kind<T>,
    options?: ListOptions,
  ) => Promise<StoredList<T>>;
  readonly create?: <T extends WholeObject>(
    client: C,
    kind: Kind<T>,
    object: T & WholeObject,
    options?: WriteOptions,
  ) => Promise<Stored<T>>;
  readonly update?: <T extends WholeObject>(
    client: C,
    kind: Kind<T>,
    object: T & WholeObject,
    options?: WriteOptions,
  ) => Promise<Stored<T>>;
  readonly patch?: <T extends PatchableObject>(
    client: C,
    kind: Kind<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ) => Promise<Stored<T>>;
  readonly apply?: <T extends PatchableObject>(
    client: C,
    kind: Kind<T>,
    configuration: ApplyConfigurationOf<T>,
    options?: ApplyOptions,
  ) => Promise<Stored<T>>;
  readonly delete?: (client: C, kind: Kind, key: ObjectKey, options?: DeleteOptions) => Promise<void>;
  readonly deleteAllOf?: (client: C, kind: Kind, options?: DeleteAllOfOptions) => Promise<void>;
  readonly watch?: <T extends KubernetesObject>(
    client: C,
    kind: Kind<T>,
    options?: WatchOptions,
  ) => AsyncGenerator<WatchLine<T>, void, undefined>;
  readonly subresourceGet?: <T extends KubernetesObject>(
    client: C,
    subresource: string,
    kind: Kind<T>,
    key: ObjectKey,
    options?: GetOptions,
  ) => Promise<Stored<T>>;
  readonly subresourceCreate?: <B extends KubernetesObject, A extends KubernetesObject = B>(
    client: C,
    subresource: string,
    kind: Kind,
    key: ObjectKey,
    body: B,
    options?: WriteOptions,
  ) => Promise<A>;
  readonly subresourceUpdate?: <T extends WholeObject>(
    client: C,
    subresource: string,
    kind: Kind<T>,
    object: T & WholeObject,
    options?: WriteOptions,
  ) => Promise<Stored<T>>;
  readonly subresourcePatch?: <T extends PatchableObject>(
    client: C,
    subresource: string,
    kind: Kind<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ) => Promise<Stored<T>>;
  readonly subresourceApply?: <T extends PatchableObject>(
    client: C,
    subresource: string,
    kind: Kind<T>,
    configuration: ApplyConfigurationOf<T>,
    options?: ApplyOptions,
  ) => Promise<Stored<T>>;
}

type AnyFunction = (...given: readonly unknown[]) => unknown;

/**
 * A client of which some calls are intercepted, to make them fail, to count them or to look at them:
 *
 * ```ts
 * const client = interceptClient(real, {
 *   update: async () => { throw new ApiError({ code: 409, reason: 'Conflict' }); },
 * });
 * ```
 *
 * Source: `interceptor.NewClient`.
 */
export function interceptClient<C extends Client>(client: C, funcs: InterceptorFuncs<C>): C {
  const byName = new Map(Object.entries(funcs) as [string, AnyFunction][]);
  const subresource = (name: string): SubresourceClient =>
    intercepted(client.subresource(name), (method) =>
      bind(byName.get(`subresource${capitalized(method)}`), client, name),
    );
  return intercepted(client, (name) => {
    if (name === 'status') return subresource('status');
    if (name === 'subresource') return subresource;
    return bind(byName.get(name), client);
  });
}

/** Behaves as `target`, except where `instead` gives something for a property. */
function intercepted<T extends object>(target: T, instead: (property: string) => unknown): T {
  return new Proxy(target, {
    get: (_target, property) => {
      const replaced = typeof property === 'string' ? instead(property) : undefined;
      if (replaced !== undefined) return replaced;
      const value: unknown = Reflect.get(target, property, target);
      // A class with private fields knows itself only, not what stands before it.
      return typeof value === 'function' ? (value as AnyFunction).bind(target) : value;
    },
  });
}

const bind = (func: AnyFunction | undefined, ...first: readonly unknown[]): AnyFunction | undefined =>
  func && ((...given) => func(...first, ...given));

const capitalized = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
