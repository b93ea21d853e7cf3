import { apiVersionOf, type GroupVersionKind, type Kind } from '@kubewright/apimachinery';
import { untilAborted } from '../../internal/abort.ts';
import type { Clock } from '../../internal/clock/clock.ts';
import type { CallOptions } from '../client.ts';
import { NoKindMatchError } from '../discovery/index.ts';
import { AmbiguousMatchError, describeResource, NoResourceMatchError, type PartialResource } from './errors.ts';
import type { ServedKinds } from './served-kinds.ts';

/**
 * Finds kinds by what the server serves. What was found once is not asked for again; what is not found is looked for anew,
 * since a CustomResourceDefinition may have come since, at most once a second however many look.
 * Source: `meta.RESTMapper`, `apiutil.NewDynamicRESTMapper`.
 */
export interface RestMapper {
  /** The kind, with its resource, scope and subresources. Rejects with a `NoKindMatchError`. */
  kindFor(wanted: GroupVersionKind, options?: CallOptions): Promise<Kind>;
  /**
   * The kind in the version that the server prefers. Rejects with a `NoKindMatchError`, or an `AmbiguousMatchError` when it
   * is served in several versions and the preferred one is not among them.
   */
  preferredKindFor(wanted: Pick<GroupVersionKind, 'group' | 'kind'>, options?: CallOptions): Promise<Kind>;
  /**
   * The kind of a resource such as `{ resource: 'deployments' }`. Groups that the server names first go first, as with
   * kubectl. Rejects with a `NoResourceMatchError` or an `AmbiguousMatchError`.
   */
  kindForResource(wanted: PartialResource, options?: CallOptions): Promise<Kind>;
}

/** So often is the server asked, at most. */
const MIN_INTERVAL_MS = 1_000;

export class CachingRestMapper implements RestMapper {
  readonly #fetch: () => Promise<ServedKinds>;
  readonly #clock: Clock;
  #known: ServedKinds | undefined;
  #running: Promise<ServedKinds> | undefined;
  /** Begins when `#running` has ended: who asks now may need to know what happened after that began. */
  #next: Promise<ServedKinds> | undefined;
  #startedAt = -Infinity;

  constructor(fetch: () => Promise<ServedKinds>, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  async kindFor(wanted: GroupVersionKind, { signal }: CallOptions = {}): Promise<Kind> {
    const isWanted = ({ group, version, kind }: Kind): boolean =>
      kind === wanted.kind && version === wanted.version && group === wanted.group;
    return await this.#find(
      ({ kinds }) => kinds.find(isWanted),
      ({ failed }) => {
        const cause = failed.get(apiVersionOf(wanted));
        return new NoKindMatchError(wanted, cause && { cause });
      },
      signal,
    );
  }

  async preferredKindFor(
    wanted: Pick<GroupVersionKind, 'group' | 'kind'>,
    { signal }: CallOptions = {},
  ): Promise<Kind> {
    const isWanted = ({ group, kind }: Kind): boolean => kind === wanted.kind && group === wanted.group;
    return await this.#find(
      (served) => preferred(`kind "${wanted.kind}"`, served, isWanted),
      () => new NoKindMatchError({ ...wanted, version: '' }),
      signal,
    );
  }

  async kindForResource(wanted: PartialResource, { signal }: CallOptions = {}): Promise<Kind> {
    const { resource, group, version } = wanted;
    const isWanted = (kind: Kind): boolean =>
      (kind.plural === resource || kind.singular === resource) &&
      (group === undefined || kind.group === group) &&
      (version === undefined || kind.version === version);
    return await this.#find(
      (served) => preferred(describeResource(wanted), served, isWanted),
      () => new NoResourceMatchError(wanted),
      signal,
    );
  }

  async #find(
    pick: (served: ServedKinds) => Kind | undefined,
    missing: (served: ServedKinds) => Error,
    signal: AbortSignal | undefined,
  ): Promise<Kind> {
    const known = this.#known === undefined ? undefined : pick(this.#known);
    if (known !== undefined) return known;
    this.#next ??= this.#refresh();
    const served = await untilAborted(this.#next, signal);
    const found = pick(served);
    if (found === undefined) throw missing(served);
    return found;
  }

  /** Shared by all who wait, so that nobody's signal ends it. */
  async #refresh(): Promise<ServedKinds> {
    await this.#running?.catch(() => undefined);
    await this.#clock.delay(this.#startedAt + MIN_INTERVAL_MS - this.#clock.monotonic());
    this.#next = undefined;
    this.#startedAt = this.#clock.monotonic();
    this.#running = this.#fetch();
    this.#known = await this.#running;
    return this.#known;
  }
}

/** Of the kinds wanted, those of the first group that has any; of those the one in the group's preferred version, or the only one. */
function preferred(wanted: string, { kinds }: ServedKinds, isWanted: (kind: Kind) => boolean): Kind | undefined {
  const [first, ...others] = kinds.filter(isWanted);
  if (first === undefined) return undefined;
  const preferredVersion = kinds.find(({ group }) => group === first.group)?.version;
  const rivals = others.filter(({ group }) => group === first.group);
  if (rivals.length > 0 && first.version !== preferredVersion)
    throw new AmbiguousMatchError(wanted, [first, ...rivals]);
  return first;
}
