import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import { getIfExists } from '../client/index.ts';
import { Controller, type ControllerOptions } from '../controller/index.ts';
import { enqueueForObject, enqueueForOwner, type EventHandler } from '../handler/index.ts';
import { controllerMetrics, workQueueMetrics } from '../metrics/index.ts';
import type { Manager } from '../manager/index.ts';
import type { Predicate } from '../predicate/index.ts';
import { keyOf } from '../queue/index.ts';
import {
  asReconciler,
  type ObjectReconcileFunc,
  type ObjectReconciler,
  type ReconcilerLike,
  type Request,
} from '../reconcile/index.ts';
import { kindSource, type Source } from '../source/index.ts';

/** Which events of a watched kind count. */
export interface WatchOptions<T extends KubernetesObject> {
  /** All must say yes. @defaultValue none: every event counts */
  readonly predicates?: readonly Predicate<T>[];
}

export interface OwnsOptions<T extends KubernetesObject> extends WatchOptions<T> {
  /** Also owners that are not the managing controller. Source: `builder.MatchEveryOwner`. @defaultValue false */
  readonly matchEveryOwner?: boolean;
}

/** The part of a manager that a controller is built on. */
export type BuilderManager = Pick<
  Manager,
  'add' | 'cache' | 'client' | 'clock' | 'controllerDefaults' | 'logger' | 'metrics'
>;

/** Makes a source once the filters for all are known. */
type Watch = (filters: readonly Predicate<KubernetesObject>[]) => Source;

/**
 * Puts a controller together, then hands it to the manager. Each method can be chained; what is missing or twice is told
 * by `build`. `T` is the type of the kind of `for`. Source: `builder.Builder`.
 */
export class ControllerBuilder<T extends KubernetesObject = KubernetesObject> {
  readonly #manager: BuilderManager;
  readonly #watches: Watch[] = [];
  readonly #owned: ((owner: Kind) => Watch)[] = [];
  readonly #filters: Predicate<KubernetesObject>[] = [];
  #for: Kind<T> | undefined;
  #forTwice = false;
  #name: string | undefined;
  #options: ControllerOptions = {};

  constructor(manager: BuilderManager) {
    this.#manager = manager;
  }

  /** The kind that is reconciled: each event of an object asks for that object. */
  for<U extends KubernetesObject>(kind: Kind<U>, options: WatchOptions<U> = {}): ControllerBuilder<U> {
    // The same builder under the type that it has from now on.
    const typed = this as unknown as ControllerBuilder<U>;
    typed.#forTwice = typed.#for !== undefined;
    typed.#for = kind;
    return typed.watches(kind, enqueueForObject(), options);
  }

  /** A kind that the reconciler makes: each event of such an object asks for the owner, if it is of the kind of `for`. */
  owns<U extends KubernetesObject>(kind: Kind<U>, options: OwnsOptions<U> = {}): this {
    const { matchEveryOwner = false, predicates = [] } = options;
    this.#owned.push(
      (owner) => (filters) =>
        kindSource(
          this.#manager.cache,
          kind,
          enqueueForOwner(owner, { onlyController: !matchEveryOwner, client: this.#manager.client }),
          [...filters, ...predicates],
        ),
    );
    return this;
  }

  /** Any kind, with a handler that says which requests an event asks for. */
  watches<U extends KubernetesObject>(kind: Kind<U>, handler: EventHandler<U>, options: WatchOptions<U> = {}): this {
    const { predicates = [] } = options;
    this.#watches.push((filters) => kindSource(this.#manager.cache, kind, handler, [...filters, ...predicates]));
    return this;
  }

  /** Any source. The filters of {@link withEventFilter} do not apply to it. */
  watchesRawSource(source: Source): this {
    this.#watches.push(() => source);
    return this;
  }

  /** Applies to all kinds that are watched, before their own predicates. */
  withEventFilter(predicate: Predicate<KubernetesObject>): this {
    this.#filters.push(predicate);
    return this;
  }

  /** Replaces what an earlier call set. */
  withOptions(options: ControllerOptions): this {
    this.#options = options;
    return this;
  }

  /** @defaultValue the kind of `for`, in lower case */
  named(name: string): this {
    this.#name = name;
    return this;
  }

  /** Builds the controller and hands it to the manager. Rejects with what is missing or twice. */
  async complete(reconciler: ReconcilerLike): Promise<void> {
    await Promise.resolve(this.build(reconciler));
  }

  /**
   * As {@link complete}, with a reconciler that is given the object of the kind of `for`, read from the cache; one that is
   * gone is passed over.
   */
  async completeWithObject(reconciler: ObjectReconciler<T> | ObjectReconcileFunc<T>): Promise<void> {
    const kind = this.#for;
    if (kind === undefined) throw new Error('completeWithObject() needs for(): the kind of the object');
    const { client } = this.#manager;
    const read = asReconciler<T>(
      async (request, { signal }) => await getIfExists(client, kind, request, { signal }),
      reconciler,
    );
    await this.complete(read);
  }

  /** As {@link complete}, and returns the controller, for sources that come later. */
  build(reconciler: ReconcilerLike): Controller<Request> {
    if (this.#forTwice) throw new Error('for() was called twice: a controller reconciles one kind');
    const name = this.#name ?? this.#for?.kind.toLowerCase();
    if (name === undefined) throw new Error('a controller needs for(), or named() to have a name');
    const sources = this.#sources();
    if (sources.length === 0) {
      throw new Error(`controller "${name}" watches nothing: use for(), owns(), watches() or watchesRawSource()`);
    }
    const { clock, logger, metrics } = this.#manager;
    const controller = new Controller<Request>({
      name,
      reconciler,
      keyOf,
      clock,
      options: this.#resolveOptions(),
      log: this.#for === undefined ? logger : logger.with(kindFields(this.#for)),
      logFields: ({ namespace, name: object }) => ({ namespace, name: object }),
      metrics: controllerMetrics(metrics.registry, name),
      queueMetrics: workQueueMetrics(metrics.registry, name),
    });
    for (const source of sources) controller.watch(source);
    this.#manager.add(controller);
    return controller;
  }

  #sources(): readonly Source[] {
    const owner = this.#for;
    if (owner === undefined && this.#owned.length > 0) throw new Error('owns() needs for(): the kind of the owner');
    const owned = owner === undefined ? [] : this.#owned.map((watch) => watch(owner));
    return [...this.#watches, ...owned].map((watch) => watch(this.#filters));
  }

  #resolveOptions(): ControllerOptions {
    const { groupKindConcurrency = {}, ...defaults } = this.#manager.controllerDefaults;
    const ofKind = this.#for === undefined ? undefined : groupKindConcurrency[groupKindOf(this.#for)];
    return { ...defaults, ...(ofKind === undefined ? {} : { maxConcurrentReconciles: ofKind }), ...this.#options };
  }
}

/** Source: `builder.ControllerManagedBy`. */
export const controllerManagedBy = (manager: BuilderManager): ControllerBuilder => new ControllerBuilder(manager);

/** `ReplicaSet.apps`, `ConfigMap`. Source: `schema.GroupKind.String`. */
const groupKindOf = ({ group, kind }: Kind): string => (group === '' ? kind : `${kind}.${group}`);

const kindFields = ({ group, kind }: Kind): Readonly<Record<string, string>> => ({
  controllerGroup: group,
  controllerKind: kind,
});
