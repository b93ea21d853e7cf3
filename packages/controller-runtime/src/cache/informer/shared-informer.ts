import type { Kind, KubernetesObject, Stored } from '@kubewright/apimachinery';
import type { ObjectEvent } from '../../event/index.ts';
import { toError } from '../../internal/errors.ts';
import type { Logger } from '../../log/index.ts';
import type { EventListener, Informer, ListenerRegistration } from '../cache.ts';
import { Reflector, type ReflectorOptions, type ReflectorScope } from '../reflector/index.ts';
import type { IndexFunction } from '../store/field-index.ts';
import { ObjectStore } from '../store/object-store.ts';

export interface SharedInformerOptions<T extends KubernetesObject> extends Omit<
  ReflectorOptions<T>,
  'scope' | 'writer'
> {
  /** One reflector each: all namespaces, or some. They must not overlap. */
  readonly scopes: readonly ReflectorScope[];
}

interface Part<T extends KubernetesObject> {
  readonly namespace: string | undefined;
  readonly store: ObjectStore<T>;
  readonly reflector: Reflector<T>;
}

/** One kind in memory, for any number of listeners and readers. Source: `cache.SharedIndexInformer`, merged as `multiNamespaceCache` does. */
export class SharedInformer<T extends KubernetesObject> implements Informer<T> {
  readonly kind: Kind<T>;
  readonly #log: Logger | undefined;
  readonly #parts: readonly Part<T>[];
  readonly #listeners = new Set<EventListener<T>>();
  readonly #synced = Promise.withResolvers<undefined>();
  readonly #indexedFields = new Set<string>();

  constructor(options: SharedInformerOptions<T>) {
    const { scopes, ...shared } = options;
    this.kind = options.kind;
    this.#log = options.log;
    this.#parts = scopes.map((scope) => {
      const store = new ObjectStore<T>(this.#dispatch, () => this.#checkSynced());
      const reflector = new Reflector<T>({ ...shared, scope, writer: store });
      return { namespace: scope.namespace, store, reflector };
    });
  }

  addListener(listener: EventListener<T>): ListenerRegistration {
    // The same function given twice is two listeners.
    const entry: EventListener<T> = (event) => listener(event);
    for (const object of this.values()) this.#call(entry, { type: 'create', object, isInInitialList: true });
    this.#listeners.add(entry);
    return { hasSynced: () => this.hasSynced(), remove: () => void this.#listeners.delete(entry) };
  }

  hasSynced(): boolean {
    return this.#parts.every(({ store }) => store.hasSynced);
  }

  /** Resolves once the informer has its initial list. Never rejects. */
  get synced(): Promise<undefined> {
    return this.#synced.promise;
  }

  quietForMs(): number | undefined {
    let longest = 0;
    for (const { reflector } of this.#parts) {
      const quiet = reflector.quietForMs();
      if (quiet === undefined) return undefined;
      longest = Math.max(longest, quiet);
    }
    return longest;
  }

  lastError(): Error | undefined {
    return this.#parts.map(({ reflector }) => reflector.lastError).find((error) => error !== undefined);
  }

  /** Reflects until `signal` aborts. Never rejects. What was cached stays, and a later run goes on from there. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#parts.map(async ({ reflector }) => await reflector.run(signal)));
  }

  /** The version up to which every change in a namespace is known. */
  knownVersion(namespace: string): string | undefined {
    const [part] = this.#partsFor(namespace);
    return part?.reflector.knownVersion;
  }

  /** False for a namespace that this informer does not watch. */
  covers(namespace: string): boolean {
    return this.#partsFor(namespace).length > 0;
  }

  get(namespace: string, name: string): Stored<T> | undefined {
    for (const { store } of this.#partsFor(namespace)) {
      const object = store.get(namespace, name);
      if (object !== undefined) return object;
    }
    return undefined;
  }

  *values(namespace?: string): Generator<Stored<T>, void, undefined> {
    const parts = namespace === undefined ? this.#parts : this.#partsFor(namespace);
    for (const { store } of parts) yield* store.values(namespace);
  }

  /** Calling it again for the same field is an Error. */
  addIndex(field: string, extract: IndexFunction<T>): void {
    if (this.#indexedFields.has(field)) throw new Error(`${this.kind.kind}: field "${field}" is indexed already`);
    this.#indexedFields.add(field);
    for (const { store } of this.#parts) store.addIndex(field, extract);
  }

  isIndexed(field: string): boolean {
    return this.#indexedFields.has(field);
  }

  *byIndex(field: string, value: string): Generator<Stored<T>, void, undefined> {
    for (const { store } of this.#parts) yield* store.byIndex(field, value);
  }

  #partsFor(namespace: string): readonly Part<T>[] {
    return this.#parts.filter((part) => part.namespace === undefined || part.namespace === namespace);
  }

  #checkSynced(): void {
    if (this.hasSynced()) this.#synced.resolve(undefined);
  }

  readonly #dispatch = (event: ObjectEvent<T>): void => {
    for (const listener of this.#listeners) this.#call(listener, event);
  };

  /** A listener that throws is a defect, but of one listener: the others, and the cache, must not suffer from it. */
  #call(listener: EventListener<T>, event: ObjectEvent<T>): void {
    try {
      listener(event);
    } catch (thrown) {
      const { namespace, name } = event.object.metadata;
      this.#log?.error('event listener threw', toError(thrown), { kind: this.kind.kind, namespace, name });
    }
  }
}
