import {
  apiVersionOf,
  equalJson,
  type Kind,
  type KubernetesObject,
  type ObjectMeta,
  type Stored,
  type WholeObject,
} from '@kubewright/apimachinery';
import type { Client, GetOptions, ObjectKey, WriteOptions } from './client.ts';
import { getIfExists } from './get-if-exists.ts';
import { mergePatchFrom } from './merge-patch-from.ts';
import type { Patch } from './patch.ts';

/**
 * What was done. `updatedStatus`: the object and its status; `updatedStatusOnly`: the status alone.
 * Source: `controllerutil.OperationResult`.
 */
export type OperationResult = 'unchanged' | 'created' | 'updated' | 'updatedStatus' | 'updatedStatusOnly';

export interface Operation<T extends KubernetesObject> {
  readonly result: OperationResult;
  /** As the server has it now. */
  readonly object: Stored<T>;
}

/** The object as it is; to one that is not there yet, its name and namespace. */
export type CurrentObject<T extends KubernetesObject> = Partial<Omit<T, 'metadata'>> & {
  readonly metadata: ObjectMeta;
};

/**
 * The object as it shall be, made from the object as it is: `(current) => ({ ...current, spec })`. What the server alone
 * sets (uid, resourceVersion and the like) may be left out. Must not change name or namespace. Source: `controllerutil.MutateFn`.
 */
export type MutateFunction<T extends KubernetesObject> = (current: CurrentObject<T>) => T | Promise<T>;

/**
 * Creates the object, or replaces it where `mutate` makes something else of it; what is equal is not written. A status is
 * not written where the kind has it as a subresource: see {@link createOrPatch}.
 *
 * A field that the server has set to its default and that `mutate` leaves out is a difference each time: keep what is there.
 * Rejects as the client's calls do (`Conflict`, `AlreadyExists`: somebody was quicker), and with a TypeError for another name.
 * Source: `controllerutil.CreateOrUpdate`.
 */
export async function createOrUpdate<T extends WholeObject>(
  client: Client,
  kind: Kind<T>,
  key: ObjectKey,
  mutate: MutateFunction<T>,
  options: WriteOptions = {},
): Promise<Operation<T>> {
  const existing = await getIfExists(client, kind, key, readOptions(options));
  if (existing === undefined) return await create(client, kind, key, mutate, options);
  const wanted = await desired(kind, key, existing, mutate);
  if (equalJson(updatable(kind, existing), updatable(kind, wanted))) {
    return { result: 'unchanged', object: existing };
  }
  return { result: 'updated', object: await client.update(kind, wanted, options) };
}

/**
 * As {@link createOrUpdate}, by merge patches of what differs: of the object, then of its status. Fields that others change
 * meanwhile stay, unless they are the same or in a list that differs. A status is written only to an object that was
 * there: requeue after `created`. Source: `controllerutil.CreateOrPatch`.
 */
export async function createOrPatch<T extends WholeObject>(
  client: Client,
  kind: Kind<T>,
  key: ObjectKey,
  mutate: MutateFunction<T>,
  options: WriteOptions = {},
): Promise<Operation<T>> {
  const existing = await getIfExists(client, kind, key, readOptions(options));
  if (existing === undefined) return await create(client, kind, key, mutate, options);
  const wanted = await desired(kind, key, existing, mutate);
  const patch = mergePatchFrom(withoutStatus(existing), withoutStatus(wanted));
  const statusPatch = statusPatchFrom(existing, wanted);
  let object = existing;
  if (patch !== undefined) object = await client.patch(kind, key, patch, options);
  if (statusPatch === undefined) return { result: patch === undefined ? 'unchanged' : 'updated', object };
  object = await client.status.patch(kind, key, statusPatch, options);
  return { result: patch === undefined ? 'updatedStatusOnly' : 'updatedStatus', object };
}

const readOptions = ({ signal }: WriteOptions): GetOptions => (signal === undefined ? {} : { signal });

async function create<T extends WholeObject>(
  client: Client,
  kind: Kind<T>,
  key: ObjectKey,
  mutate: MutateFunction<T>,
  options: WriteOptions,
): Promise<Operation<T>> {
  // Nothing of a T is there yet, which is what its being partial says.
  const wanted = await mutate({ metadata: { ...key } } as CurrentObject<T>);
  requireSameName(kind, key, wanted);
  return { result: 'created', object: await client.create(kind, wanted, options) };
}

async function desired<T extends WholeObject>(
  kind: Kind<T>,
  key: ObjectKey,
  existing: Stored<T>,
  mutate: MutateFunction<T>,
): Promise<Stored<T>> {
  const wanted = await mutate(existing);
  requireSameName(kind, key, wanted);
  const { uid, resourceVersion, generation, creationTimestamp, deletionTimestamp, managedFields, selfLink } =
    existing.metadata;
  const setByServer = {
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    deletionTimestamp,
    managedFields,
    selfLink,
  };
  const metadata = { ...setByServer, ...wanted.metadata };
  return { ...wanted, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata } as unknown as Stored<T>;
}

function requireSameName(kind: Kind, { namespace = '', name }: ObjectKey, { metadata }: KubernetesObject): void {
  if (metadata.name === name && (metadata.namespace ?? '') === namespace) return;
  throw new TypeError(`${kind.kind} "${name}": mutate must not change the name or the namespace`);
}

type WithStatus = Stored<KubernetesObject> & { readonly status?: unknown };

/** What an update can change: not a status that is a subresource, as it nearly always is where nobody knows. */
const updatable = (kind: Kind, object: Stored<KubernetesObject>): object =>
  kind.guessed !== undefined || kind.subresources.includes('status') ? withoutStatus(object) : object;

function withoutStatus(object: WithStatus): Stored<KubernetesObject> {
  const { status: _, ...rest } = object;
  return rest;
}

/** A status that is left out is left alone. */
const statusPatchFrom = (existing: WithStatus, { status }: WithStatus): Patch | undefined =>
  status === undefined ? undefined : mergePatchFrom(existing, { ...existing, status });
