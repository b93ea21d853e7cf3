import { RowStoreError, type DeletionPolicy, type Owner } from '../controller/row-store.ts';
import type { Fence } from './decide.ts';
import type { OwnerName } from './ledger/entry.ts';

/** An owner as the ledger knows it: its name, and where the writer stands in time. */
export interface Writer extends Fence {
  readonly owner: OwnerName;
  readonly uid: string;
  readonly generation: bigint;
  readonly deletionPolicy: DeletionPolicy;
}

/** Throws InternalError unless the resourceVersion is a decimal number, as the API server's are. */
export function writerOf(
  owner: Owner,
  clusterId: string,
  epoch: bigint,
  deletionPolicy: DeletionPolicy = 'Delete',
): Writer {
  const { kind, namespace, name, uid, generation, resourceVersion } = owner;
  if (!/^\d{1,18}$/.test(resourceVersion)) {
    throw new RowStoreError(
      'bug',
      'InternalError',
      'the resourceVersion is not a decimal number, so writes cannot be ordered by it',
    );
  }
  return {
    owner: { clusterId, kind, namespace, name },
    uid,
    generation: BigInt(generation),
    resourceVersion: BigInt(resourceVersion),
    epoch,
    deletionPolicy,
  };
}
