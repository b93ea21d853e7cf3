import { ApiError, apiVersionOf, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import type { ListOptions, LiveClient, ObjectKey, Patch, WatchLine, WatchOptions } from '../../../src/client/index.ts';

type Call = 'get' | 'create' | 'update' | 'patch';

/** An API server in memory, with optimistic locking and watches: as much of one as certificates need. */
export class MemoryApi implements Pick<LiveClient, 'get' | 'list' | 'create' | 'update' | 'patch' | 'watch'> {
  readonly #objects = new Map<string, Stored<KubernetesObject>>();
  readonly #watchers = new Set<() => void>();
  /** Fails a call, when it returns something. */
  interfere: (call: Call, kind: string) => Error | undefined = () => undefined;
  readonly writes: string[] = [];
  #version = 0;

  /** As an administrator: nothing is checked. */
  put<T extends { readonly metadata: object }>(kind: Kind, object: T): void {
    this.#version += 1;
    const stored: object = {
      ...object,
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      metadata: { ...object.metadata, uid: 'u', creationTimestamp: '', resourceVersion: String(this.#version) },
    };
    this.#objects.set(keyOf(kind, object.metadata as ObjectKey), stored as Stored<KubernetesObject>);
    for (const changed of this.#watchers) changed();
  }

  async get<T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey): Promise<Stored<T>> {
    await this.#called('get', kind);
    const found = this.#objects.get(keyOf(kind, key));
    if (found === undefined) throw new ApiError({ code: 404, message: `no ${key.name}` });
    return structuredClone(found) as Stored<T>;
  }

  async create<T extends KubernetesObject>(kind: Kind<T>, object: T): Promise<Stored<T>> {
    await this.#called('create', kind);
    const key = object.metadata as ObjectKey;
    if (this.#objects.has(keyOf(kind, key))) throw new ApiError({ code: 409, reason: 'AlreadyExists' });
    this.writes.push(`create ${kind.kind}`);
    this.put(kind, object);
    return await this.get(kind, key);
  }

  async update<T extends KubernetesObject>(kind: Kind<T>, object: T): Promise<Stored<T>> {
    await this.#called('update', kind);
    const key = object.metadata as ObjectKey;
    const { metadata } = await this.get(kind, key);
    if (metadata.resourceVersion !== object.metadata.resourceVersion)
      throw new ApiError({ code: 409, reason: 'Conflict' });
    this.writes.push(`update ${kind.kind}`);
    this.put(kind, object);
    return await this.get(kind, key);
  }

  async patch<T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey, patch: Patch): Promise<Stored<T>> {
    await this.#called('patch', kind);
    const object = await this.get(kind, key);
    if (patch.type !== 'json') throw new Error('JSON patches only');
    for (const operation of patch.operations) {
      const steps = operation.path.split('/').slice(1);
      const last = steps.pop() ?? '';
      let parent = object as unknown as Record<string, unknown>;
      for (const step of steps) parent = parent[step] as Record<string, unknown>;
      if (operation.op === 'add') parent[last] = operation.value;
      else if (operation.op !== 'test' || parent[last] !== operation.value) throw new Error(`cannot ${operation.op}`);
    }
    this.writes.push(`patch ${kind.kind}`);
    this.put(kind, object);
    return await this.get(kind, key);
  }

  async list<T extends KubernetesObject>(kind: Kind<T>, options: ListOptions = {}) {
    const found = this.#objects.get(keyOf(kind, { ...options, name: nameIn(options) }));
    return await Promise.resolve({
      metadata: { resourceVersion: String(this.#version) },
      items: found === undefined ? [] : [structuredClone(found) as Stored<T>],
    });
  }

  async *watch<T extends KubernetesObject>(kind: Kind<T>, options: WatchOptions = {}): AsyncGenerator<WatchLine<T>> {
    const key = keyOf(kind, { ...options, name: nameIn(options) });
    options.onOpen?.();
    let sent = options.resourceVersion ?? '0';
    if (options.sendInitialEvents === true) {
      const found = this.#objects.get(key);
      if (found !== undefined) yield { type: 'ADDED', object: structuredClone(found) as Stored<T> };
      sent = String(this.#version);
      yield { type: 'BOOKMARK', resourceVersion: sent, initialEventsEnd: true };
    }
    while (options.signal?.aborted !== true) {
      const found = this.#objects.get(key);
      if (found !== undefined && Number(found.metadata.resourceVersion) > Number(sent)) {
        sent = found.metadata.resourceVersion;
        yield { type: 'MODIFIED', object: structuredClone(found) as Stored<T> };
        continue;
      }
      const changed = Promise.withResolvers<undefined>();
      const wake = (): void => changed.resolve(undefined);
      this.#watchers.add(wake);
      options.signal?.addEventListener('abort', wake, { once: true });
      await changed.promise;
      this.#watchers.delete(wake);
    }
  }

  async #called(call: Call, kind: Kind): Promise<void> {
    const error = this.interfere(call, kind.kind);
    // Others come in between, as on a network.
    await Promise.resolve();
    if (error !== undefined) throw error;
  }
}

const keyOf = (kind: Kind, { namespace = '', name }: ObjectKey): string => `${kind.kind} ${namespace}/${name}`;
const nameIn = ({ fieldSelector = '' }: ListOptions): string => fieldSelector.replace('metadata.name=', '');
