import type { KubernetesObject, Stored } from '@kubewright/apimachinery';

const NOTHING: readonly never[] = [];

/** Objects by namespace and name: a map per namespace, which is the index by namespace and saves a joined key per object. */
export class ObjectMap<T extends KubernetesObject> {
  readonly #namespaces = new Map<string, Map<string, Stored<T>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(namespace: string, name: string): Stored<T> | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  set(object: Stored<T>): void {
    const { namespace = '', name } = object.metadata;
    let objects = this.#namespaces.get(namespace);
    if (objects === undefined) {
      objects = new Map<string, Stored<T>>();
      this.#namespaces.set(namespace, objects);
    }
    const before = objects.size;
    objects.set(name, object);
    this.#size += objects.size - before;
  }

  delete(object: Stored<T>): void {
    const { namespace = '', name } = object.metadata;
    const objects = this.#namespaces.get(namespace);
    if (objects?.delete(name) !== true) return;
    this.#size -= 1;
    if (objects.size === 0) this.#namespaces.delete(namespace);
  }

  *values(): Generator<Stored<T>, void, undefined> {
    for (const objects of this.#namespaces.values()) yield* objects.values();
  }

  valuesIn(namespace: string): Iterable<Stored<T>> {
    return this.#namespaces.get(namespace)?.values() ?? NOTHING;
  }
}
