import { apiVersionOf, type GroupVersionKind, type Kind } from '@kubewright/apimachinery';
import { toError } from '../../internal/errors.ts';
import { parseJson } from '../decode.ts';
import type { ApiResource } from '../discovery/index.ts';
import { groupVersionPath } from '../request-path.ts';
import type { Transport } from '../transport/index.ts';

/** Source: client-go's `discovery.AcceptV2`. A server that cannot answer all at once answers as ever. */
const AGGREGATED = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

/** What a server served when it was asked. */
export interface ServedKinds {
  /** Groups, and versions within a group, in the server's order: what it prefers first. */
  readonly kinds: readonly Kind[];
  /** Versions of which the server could not tell, most often since an extension server is down: `group/version` to the reason. */
  readonly failed: ReadonlyMap<string, Error>;
}

type GroupVersion = Pick<GroupVersionKind, 'group' | 'version'>;
type Call = Pick<Transport, 'call'>;

/**
 * Asks what the server serves: by two calls where it offers aggregated discovery (Kubernetes 1.26), otherwise by one more
 * per group and version. Source: `discovery.DiscoveryClient.GroupsAndMaybeResources`.
 */
export async function fetchServedKinds(transport: Call, signal?: AbortSignal): Promise<ServedKinds> {
  const roots = await Promise.all(['/api', '/apis'].map(async (path) => await fetchRoot(transport, path, signal)));
  const kinds: Kind[] = [];
  const failed = new Map<string, Error>();
  for (const part of roots.flat()) {
    if (part.resources instanceof Error) failed.set(apiVersionOf(part), part.resources);
    else kinds.push(...part.resources);
  }
  return { kinds, failed };
}

interface ServedVersion extends GroupVersion {
  readonly resources: readonly Kind[] | Error;
}

async function fetchRoot(transport: Call, path: string, signal?: AbortSignal): Promise<readonly ServedVersion[]> {
  const root = await get<Partial<AggregatedRoot & PlainCoreRoot & PlainRoot>>(transport, path, AGGREGATED, signal);
  if (root.items !== undefined) return root.items.flatMap(versionsOf);
  const versions =
    root.versions?.map((version) => ({ group: '', version })) ?? root.groups?.flatMap(groupVersionsOf) ?? [];
  return await Promise.all(versions.map(async (version) => await fetchVersion(transport, version, signal)));
}

async function fetchVersion(transport: Call, version: GroupVersion, signal?: AbortSignal): Promise<ServedVersion> {
  try {
    const path = groupVersionPath(version);
    const { resources = [] } = await get<{ readonly resources?: readonly ApiResource[] }>(
      transport,
      path,
      undefined,
      signal,
    );
    return { ...version, resources: kindsOf(version, resources) };
  } catch (thrown) {
    signal?.throwIfAborted();
    // One extension server that is down must not hide all the others.
    return { ...version, resources: toError(thrown) };
  }
}

async function get<T>(transport: Call, path: string, accept: string | undefined, signal?: AbortSignal): Promise<T> {
  return parseJson(await transport.call({ method: 'GET', path, query: '', accept, signal }), path) as T;
}

/** Source: `apidiscovery.APIGroupDiscoveryList`. */
interface AggregatedRoot {
  readonly items: readonly AggregatedGroup[];
}
interface AggregatedGroup {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly AggregatedVersion[];
}
interface AggregatedVersion {
  readonly version: string;
  /** `Stale`: the server that serves it did not answer of late. */
  readonly freshness?: 'Current' | 'Stale';
  readonly resources?: readonly AggregatedResource[];
}
interface AggregatedResource {
  readonly resource: string;
  readonly responseKind?: { readonly kind: string };
  readonly scope: Kind['scope'];
  readonly singularResource?: string;
  readonly subresources?: readonly { readonly subresource: string }[];
}

const versionsOf = ({ metadata, versions = [] }: AggregatedGroup): readonly ServedVersion[] =>
  versions.map(({ version, freshness, resources = [] }) => {
    const groupVersion = { group: metadata?.name ?? '', version };
    if (freshness === 'Stale' && resources.length === 0) {
      return { ...groupVersion, resources: new Error('the server that serves it does not answer') };
    }
    return { ...groupVersion, resources: resources.flatMap((resource) => aggregatedKind(groupVersion, resource)) };
  });

function aggregatedKind(
  groupVersion: GroupVersion,
  { resource, responseKind, scope, singularResource = '', subresources = [] }: AggregatedResource,
): readonly Kind[] {
  if (responseKind === undefined) return [];
  const names = subresources.map(({ subresource }) => subresource);
  return [servedKind(groupVersion, responseKind.kind, resource, singularResource, scope, names)];
}

/** Source: `metav1.APIVersions`. */
interface PlainCoreRoot {
  readonly versions: readonly string[];
}
/** Source: `metav1.APIGroupList`. */
interface PlainRoot {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly version: string }[];
    readonly preferredVersion?: { readonly version: string };
  }[];
}

function groupVersionsOf({ name, versions, preferredVersion }: PlainRoot['groups'][number]): readonly GroupVersion[] {
  const preferred = versions.filter(({ version }) => version === preferredVersion?.version);
  const others = versions.filter((version) => !preferred.includes(version));
  return [...preferred, ...others].map(({ version }) => ({ group: name, version }));
}

function kindsOf(groupVersion: GroupVersion, resources: readonly ApiResource[]): readonly Kind[] {
  const subresourcesOf = (plural: string): readonly string[] =>
    resources.filter(({ name }) => name.startsWith(`${plural}/`)).map(({ name }) => name.slice(plural.length + 1));
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, singularName, namespaced, kind }) =>
      servedKind(groupVersion, kind, name, singularName, namespaced ? 'Namespaced' : 'Cluster', subresourcesOf(name)),
    );
}

const servedKind = (
  { group, version }: GroupVersion,
  kind: string,
  plural: string,
  singular: string,
  scope: Kind['scope'],
  subresources: readonly string[],
): Kind => ({
  group,
  version,
  kind,
  plural,
  singular: singular === '' ? kind.toLowerCase() : singular,
  listKind: `${kind}List`,
  scope,
  subresources,
});
