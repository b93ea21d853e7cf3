import { apiVersionOf, type Kind } from '@kubewright/apimachinery';

/** What is looked for by the name that resources have in URLs. Source: `schema.GroupVersionResource`. */
export interface PartialResource {
  /** Plural or singular. */
  readonly resource: string;
  /** Left out: any. */
  readonly group?: string;
  readonly version?: string;
}

/** The server serves no resource of that name. Source: `meta.NoResourceMatchError`. */
export class NoResourceMatchError extends Error {
  override readonly name = 'NoResourceMatchError';

  constructor(resource: PartialResource) {
    super(`no matches for ${describeResource(resource)}: this API server does not serve it`);
  }
}

/** Several kinds match, and the server prefers none of them. Source: `meta.AmbiguousKindError`, `meta.AmbiguousResourceError`. */
export class AmbiguousMatchError extends Error {
  override readonly name = 'AmbiguousMatchError';
  readonly matches: readonly Kind[];

  constructor(wanted: string, matches: readonly Kind[]) {
    const named = matches.map((kind) => `${kind.kind} (${apiVersionOf(kind)})`);
    super(`${wanted} matches several kinds: ${named.join(', ')}; say which version`);
    this.matches = matches;
  }
}

export const describeResource = ({ resource, group, version }: PartialResource): string =>
  [
    `resource "${resource}"`,
    group !== undefined && `in group "${group}"`,
    version !== undefined && `version "${version}"`,
  ]
    .filter((part) => part !== false)
    .join(' ');
