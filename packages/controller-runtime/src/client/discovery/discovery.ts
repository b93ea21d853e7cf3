import { isNotFound, type Kind } from '@kubewright/apimachinery';
import { DecodeError, parseJson } from '../decode.ts';
import { groupVersionPath } from '../request-path.ts';
import type { Transport } from '../transport/index.ts';
import { NoKindMatchError } from './no-kind-match-error.ts';

/** One resource that a server serves. Source: `metav1.APIResource`. */
export interface ApiResource {
  /** The plural; subresources have a slash in it: `pods/status`. */
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

export interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  /** Such as `v1.37.2`. */
  readonly gitVersion: string;
}

interface DiscoveryOptions {
  readonly signal?: AbortSignal;
}

/** What a server serves. Source: `discovery.DiscoveryInterface`. Nothing is cached. */
export interface Discovery {
  /** The resources of one group and version; empty if there is no such group or version. */
  resources(groupVersion: Pick<Kind, 'group' | 'version'>, options?: DiscoveryOptions): Promise<readonly ApiResource[]>;
  /** Rejects with a {@link NoKindMatchError} unless the server serves the kind under its plural. */
  requireKind(kind: Kind, options?: DiscoveryOptions): Promise<void>;
  serverVersion(options?: DiscoveryOptions): Promise<ServerVersion>;
}

export function createDiscovery(transport: Pick<Transport, 'call'>): Discovery {
  const get = async (path: string, { signal }: DiscoveryOptions): Promise<unknown> =>
    parseJson(await transport.call({ method: 'GET', path, query: '', signal }), path);

  const resources: Discovery['resources'] = async (groupVersion, options = {}) => {
    const path = groupVersionPath(groupVersion);
    let list: { readonly resources?: unknown } | null;
    try {
      list = (await get(path, options)) as typeof list;
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
    if (!Array.isArray(list?.resources)) throw new DecodeError(`${path}: the answer is no list of resources`);
    return list.resources as readonly ApiResource[];
  };

  return {
    resources,
    requireKind: async (kind, options = {}) => {
      const served = await resources(kind, options);
      if (!served.some(({ name, kind: named }) => name === kind.plural && named === kind.kind)) {
        throw new NoKindMatchError(kind);
      }
    },
    serverVersion: async (options = {}) => (await get('/version', options)) as ServerVersion,
  };
}
