import { ApiError, type Stored } from '@kubewright/apimachinery';
import type { Client, Patch } from '@kubewright/controller-runtime/client';
import type { PostgresWriter } from '../../../api/v1/index.ts';

/**
 * One object on an API server, and the cache before it: enough of both for the reconciler's branches. How the real
 * ones behave is tested on the real ones.
 */
export class FakeApi {
  /** What the server has. */
  stored: Stored<PostgresWriter> | undefined;
  /** What the cache shows; follows the server while `frozen` is false. */
  cached: Stored<PostgresWriter> | undefined;
  frozen = false;
  readonly writes: ('patch' | 'status')[] = [];
  liveReads = 0;
  /** Thrown by the next write instead of doing it. */
  refusal: Error | undefined;
  /** Called before each write, to get in between. */
  beforeWrite: () => void = () => undefined;

  constructor(object?: Stored<PostgresWriter>) {
    this.stored = this.cached = object;
  }

  /** Somebody else changes the object. */
  change(change: (object: Stored<PostgresWriter>) => Stored<PostgresWriter> | undefined): void {
    if (this.stored !== undefined) this.#store(change(this.stored));
  }

  get client(): Client {
    const unexpected = () => Promise.reject(new Error('not expected'));
    return {
      ...this.#reader(() => this.cached),
      patch: (_kind: unknown, _key: unknown, patch: Patch) =>
        this.#write('patch', (object) => applyJson(object, patch as JsonPatch)),
      status: {
        patch: unexpected,
        update: (_kind: unknown, object: Stored<PostgresWriter>) =>
          this.#write('status', (stored) => replaceStatus(stored, object)),
      },
      create: unexpected,
      update: unexpected,
      delete: unexpected,
      subresource: () => ({ patch: unexpected, update: unexpected }),
    } as unknown as Client;
  }

  get apiReader(): Pick<Client, 'get' | 'list'> {
    return this.#reader(() => {
      this.liveReads++;
      return this.stored;
    });
  }

  #reader(current: () => Stored<PostgresWriter> | undefined): Pick<Client, 'get' | 'list'> {
    return {
      get: () => {
        const object = current();
        return object === undefined
          ? Promise.reject(new ApiError({ code: 404 }))
          : Promise.resolve(structuredClone(object) as never);
      },
      list: () => Promise.reject(new Error('not expected')),
    };
  }

  async #write(
    what: 'patch' | 'status',
    change: (object: Stored<PostgresWriter>) => Stored<PostgresWriter>,
  ): Promise<Stored<PostgresWriter>> {
    this.beforeWrite();
    const { refusal } = this;
    this.refusal = undefined;
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.stored === undefined) throw new ApiError({ code: 404 });
    this.#store(change(this.stored));
    this.writes.push(what);
    return Promise.resolve(structuredClone(this.stored));
  }

  #store(next: Stored<PostgresWriter> | undefined): void {
    const gone = next?.metadata.deletionTimestamp !== undefined && (next.metadata.finalizers ?? []).length === 0;
    const resourceVersion = String(Number(this.stored?.metadata.resourceVersion ?? 0) + 1);
    this.stored = next === undefined || gone ? undefined : { ...next, metadata: { ...next.metadata, resourceVersion } };
    if (!this.frozen) this.cached = this.stored;
  }
}

type JsonPatch = Extract<Patch, { readonly type: 'json' }>;

function applyJson(object: Stored<PostgresWriter>, { operations }: JsonPatch): Stored<PostgresWriter> {
  const { uid, resourceVersion } = object.metadata;
  let finalizers = [...(object.metadata.finalizers ?? [])];
  for (const operation of operations) {
    const is: Record<string, unknown> = { '/metadata/uid': uid, '/metadata/resourceVersion': resourceVersion };
    finalizers.forEach((name, i) => (is[`/metadata/finalizers/${i}`] = name));
    if (operation.op === 'test' && is[operation.path] !== operation.value) throw new ApiError({ code: 422 });
    if (operation.op === 'add' && operation.path === '/metadata/finalizers') finalizers = operation.value as string[];
    if (operation.op === 'add' && operation.path.endsWith('/-')) finalizers.push(operation.value as string);
    if (operation.op === 'remove') finalizers.splice(Number(operation.path.split('/').at(-1)), 1);
  }
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

function replaceStatus(
  stored: Stored<PostgresWriter>,
  { metadata, status }: Stored<PostgresWriter>,
): Stored<PostgresWriter> {
  if (metadata.resourceVersion !== stored.metadata.resourceVersion) throw new ApiError({ code: 409 });
  return { ...stored, ...(status && { status }) };
}
