import {
  apiVersionOf,
  parseApiVersion,
  type GroupVersionKind,
  type Kind,
  type KindRegistry,
  type KubernetesObject,
} from '@kubewright/apimachinery';

/** A kind was asked for that nobody registered. Source: `runtime.IsNotRegisteredError`. */
export class NotRegisteredError extends Error {
  override readonly name = 'NotRegisteredError';
}

/**
 * The kinds that a program knows, found by what an object says of itself. Generated `addToScheme` functions fill it.
 * Source: `runtime.Scheme`.
 */
export class Scheme implements KindRegistry {
  readonly #kinds = new Map<string, Kind>();

  /**
   * Registering a kind again is fine.
   *
   * @throws Error when another description of the same kind is registered already; then nothing is.
   */
  register(...kinds: readonly Kind[]): void {
    for (const kind of kinds) {
      const before = this.#kinds.get(keyOf(kind));
      if (before !== undefined && !sameKind(before, kind)) {
        throw new Error(
          `${describe(kind)} is registered already as another resource: ${before.plural}, ${before.scope}`,
        );
      }
    }
    for (const kind of kinds) if (!this.recognizes(kind)) this.#kinds.set(keyOf(kind), kind);
  }

  recognizes(kind: GroupVersionKind): boolean {
    return this.#kinds.has(keyOf(kind));
  }

  /** @throws NotRegisteredError */
  kindFor(wanted: GroupVersionKind): Kind {
    const kind = this.#kinds.get(keyOf(wanted));
    if (kind === undefined) {
      throw new NotRegisteredError(
        `no kind ${describe(wanted)} is registered: call the addToScheme of its API package`,
      );
    }
    return kind;
  }

  /**
   * The kind of an object, by its `apiVersion` and `kind`.
   *
   * @throws NotRegisteredError; TypeError for an object that does not say.
   */
  kindOf(object: KubernetesObject): Kind {
    const { apiVersion = '', kind = '' } = object;
    if (apiVersion === '' || kind === '') {
      throw new TypeError(`object "${object.metadata.name ?? ''}" has no apiVersion or no kind`);
    }
    return this.kindFor({ ...parseApiVersion(apiVersion), kind });
  }

  /** All kinds, in the order in which they were registered. */
  kinds(): readonly Kind[] {
    return [...this.#kinds.values()];
  }
}

const keyOf = ({ group, version, kind }: GroupVersionKind): string => `${group}/${version}/${kind}`;
const describe = (kind: GroupVersionKind): string => `${kind.kind} (${apiVersionOf(kind)})`;

const sameKind = (a: Kind, b: Kind): boolean =>
  a.plural === b.plural && a.scope === b.scope && a.listKind === b.listKind && a.singular === b.singular;
