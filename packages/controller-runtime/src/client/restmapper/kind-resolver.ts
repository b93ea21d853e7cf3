import { apiVersionOf, type Kind, type KubernetesObject } from '@kubewright/apimachinery';
import type { RestMapper } from './rest-mapper.ts';

/** Puts what the server says in the place of what `unstructured` guessed. */
export class KindResolver {
  readonly #mapper: Pick<RestMapper, 'kindFor'>;
  readonly #resolved = new WeakMap<Kind, Kind>();

  constructor(mapper: Pick<RestMapper, 'kindFor'>) {
    this.#mapper = mapper;
  }

  /**
   * The kind itself, and nothing awaited, unless it is guessed.
   *
   * The promise rejects with a `NoKindMatchError`, or a TypeError when the scope is another than was said.
   */
  resolve<T extends KubernetesObject>(kind: Kind<T>, signal: AbortSignal | undefined): Kind<T> | Promise<Kind<T>> {
    if (kind.guessed === undefined) return kind;
    // Found by the kind itself, so of its type.
    const before = this.#resolved.get(kind) as Kind<T> | undefined;
    return before ?? this.#ask(kind, signal);
  }

  async #ask<T extends KubernetesObject>(kind: Kind<T>, signal: AbortSignal | undefined): Promise<Kind<T>> {
    const served = await this.#mapper.kindFor(kind, signal === undefined ? {} : { signal });
    if (kind.guessed === 'resource' && served.scope !== kind.scope) {
      const is = served.scope === 'Cluster' ? 'cluster-scoped' : 'namespaced';
      throw new TypeError(
        `${kind.kind} (${apiVersionOf(kind)}) is ${is}: leave scope out of unstructured(), or say '${served.scope}'`,
      );
    }
    const { guessed: _, ...known } = kind;
    const resolved = { ...known, ...served } as Kind<T>;
    this.#resolved.set(kind, resolved);
    return resolved;
  }
}
