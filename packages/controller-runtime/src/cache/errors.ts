import { apiVersionOf, isForbidden, isNotFound, isUnauthorized, type Kind } from '@kubewright/apimachinery';

/** Some kinds could not be listed in time. The message names each, says why, and what mends it. */
export class CacheSyncError extends Error {
  override readonly name = 'CacheSyncError';
  /** The kinds that are missing. */
  readonly kinds: readonly Kind[];

  constructor(missing: readonly { readonly kind: Kind; readonly error: Error | undefined }[], timeoutMs: number) {
    const reasons = missing.map(({ kind, error }) => `${kind.kind} (${apiVersionOf(kind)}): ${explain(kind, error)}`);
    const [first] = missing;
    super(
      `the cache did not sync within ${timeoutMs / 1000} s: ${reasons.join('; ')}`,
      first?.error === undefined ? undefined : { cause: first.error },
    );
    this.kinds = missing.map(({ kind }) => kind);
  }
}

function explain(kind: Kind, error: Error | undefined): string {
  if (error === undefined) return 'the list is not complete yet';
  const resource = kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
  if (isForbidden(error)) return `no permission; grant list and watch on ${resource} (${error.message})`;
  if (isUnauthorized(error)) return `the credentials are not accepted (${error.message})`;
  if (isNotFound(error)) return `not served; install its CustomResourceDefinition, see \`kubectl get crd ${resource}\``;
  return error.message;
}

/** A read before the cache was started: it would wait for ever. Source: `cache.ErrCacheNotStarted`. */
export class CacheNotStartedError extends Error {
  override readonly name = 'CacheNotStartedError';

  constructor(kind: Kind) {
    super(`cannot read ${kind.kind} from the cache: the cache is not started`);
  }
}
