import type { KubernetesObject, Stored } from '@kubewright/apimachinery';

/** The values under which an object is found; none leaves it out of the index. Must not throw, and must depend on the object alone. Source: `client.IndexerFunc`. */
export type IndexFunction<T extends KubernetesObject> = (object: Stored<T>) => readonly string[];

const NOTHING: readonly never[] = [];

/** Finds objects by a value computed from them, without looking at all of them. */
export class FieldIndex<T extends KubernetesObject> {
  readonly #extract: IndexFunction<T>;
  readonly #byValue = new Map<string, Map<string, Stored<T>>>();

  constructor(extract: IndexFunction<T>, objects: Iterable<Stored<T>>) {
    this.#extract = extract;
    for (const object of objects) this.add(object);
  }

  get(value: string): Iterable<Stored<T>> {
    return this.#byValue.get(value)?.values() ?? NOTHING;
  }

  add(object: Stored<T>): void {
    for (const value of this.#extract(object)) {
      let objects = this.#byValue.get(value);
      if (objects === undefined) {
        objects = new Map<string, Stored<T>>();
        this.#byValue.set(value, objects);
      }
      objects.set(object.metadata.uid, object);
    }
  }

  remove(object: Stored<T>): void {
    for (const value of this.#extract(object)) {
      const objects = this.#byValue.get(value);
      objects?.delete(object.metadata.uid);
      if (objects?.size === 0) this.#byValue.delete(value);
    }
  }
}
