/** What a request to the API server is about, read from its method and URL. Source: `request.RequestInfo`. */
export interface RequestInfo {
  /** The API's verb (`get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`), or the method in lower case for paths that name no resource. */
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** The plural, such as `postgreswriters`. Empty for paths that name no resource. */
  readonly resource: string;
  /** Such as `status`. Empty for the object itself. */
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

const VERBS: ReadonlyMap<string, readonly [collection: string, object: string]> = new Map([
  ['GET', ['list', 'get']],
  ['HEAD', ['list', 'get']],
  ['POST', ['create', 'create']],
  ['PUT', ['update', 'update']],
  ['PATCH', ['patch', 'patch']],
  ['DELETE', ['deletecollection', 'delete']],
]);

/** Reads a request line. */
export function requestInfo(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'https://server');
  const path = pathname;
  const segments = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const head = segments[0] === 'api' ? ['', segments[1]] : segments[0] === 'apis' ? [segments[1], segments[2]] : [];
  const [group, version] = head;
  const rest = segments.slice(segments[0] === 'api' ? 2 : 3);
  if (group === undefined || version === undefined || rest.length === 0) {
    const nothing = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' };
    return { verb: method.toLowerCase(), ...nothing, path, query };
  }
  // `/namespaces/NAME` alone is the namespace itself; with more behind it, the place of something else.
  const [namespace, parts] = rest[0] === 'namespaces' && rest.length > 2 ? [rest[1], rest.slice(2)] : ['', rest];
  const [resource = '', name = '', ...sub] = parts;
  const [collection, object] = VERBS.get(method) ?? [method.toLowerCase(), method.toLowerCase()];
  const watched = method === 'GET' && ['1', 'true'].includes(query.get('watch') ?? '');
  const verb = watched ? 'watch' : name === '' ? collection : object;
  return { verb, group, version, resource, subresource: sub.join('/'), namespace: namespace ?? '', name, path, query };
}
