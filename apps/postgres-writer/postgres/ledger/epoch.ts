import { RowStoreError } from '../../controller/row-store.ts';
import { onlyRow, textOf, type SqlResult } from '../sql.ts';

/** Throws LedgerUnavailable if the epoch that was read is not the writer's own. */
export function requireEpoch(read: SqlResult | undefined, own: bigint): void {
  const epoch = BigInt(textOf(onlyRow(read), 'epoch'));
  if (epoch <= own) return;
  throw new RowStoreError(
    'blocked',
    'LedgerUnavailable',
    `the ledger's epoch was raised to ${epoch} while this operator lives in ${own}: restart it, so that it reads the objects anew`,
  );
}
