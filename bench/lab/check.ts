import type { Stored } from '@kubewright/apimachinery';
import type { LiveClient } from '@kubewright/controller-runtime/client';
import type { Sql } from '@kubewright/envtest';
import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';
import { FINALIZER } from '../../apps/postgres-writer/controller/finalizer.ts';
import { TABLE } from './objects.ts';

/** What must be true of the end of a trial. */
export interface Expected {
  /** How many objects there must be. */
  readonly objects: number;
  /** Objects that the database refuses: no row, and `Ready=False` where statuses are written. @defaultValue none */
  readonly refused?: ReadonlySet<string>;
  /** Rows without an object that a peer cannot be asked to remove. @defaultValue 0 */
  readonly orphans?: number;
  /** @defaultValue true */
  readonly statuses?: boolean;
}

/** A trial whose end is wrong has no time. */
export class WrongOutcome extends Error {
  override readonly name = 'WrongOutcome';
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly age: number;
  readonly country: string;
}

const SHOWN = 3;

/**
 * Compares every object with its row and its status, read from the API server and from PostgreSQL.
 * @throws WrongOutcome that names the first differences.
 */
export async function checkOutcome(
  { client, namespace, sql }: { readonly client: LiveClient; readonly namespace: string; readonly sql: Sql },
  { objects: count, refused = new Set(), orphans = 0, statuses = true }: Expected,
): Promise<void> {
  const { items } = await client.list(PostgresWriter, { namespace });
  const rows = new Map((await sql<Row>(`select id, name, age, country from ${TABLE}`)).map((row) => [row.id, row]));
  const faults: string[] = [];
  if (items.length !== count) faults.push(`${items.length} objects, expected ${count}`);
  const wantedRows = items.length - refused.size + orphans;
  if (rows.size !== wantedRows) faults.push(`${rows.size} rows, expected ${wantedRows}`);
  for (const object of items) {
    const isRefused = refused.has(object.metadata.name);
    const row = rows.get(`${namespace}/${object.metadata.name}`);
    faults.push(...rowFaults(object, row, isRefused), ...(statuses ? statusFaults(object, !isRefused) : []));
  }
  if (faults.length === 0) return;
  const more = faults.length > SHOWN ? `; and ${faults.length - SHOWN} more` : '';
  throw new WrongOutcome(`${faults.slice(0, SHOWN).join('; ')}${more}`);
}

function rowFaults({ metadata, spec }: Stored<PostgresWriter>, row: Row | undefined, isRefused: boolean): string[] {
  if (isRefused) return row === undefined ? [] : [`${metadata.name}: a row that should have been refused`];
  if (row === undefined) return [`${metadata.name}: no row`];
  const isEqual = row.name === spec.name && row.age === spec.age && row.country === spec.country;
  const isGuarded = metadata.finalizers?.includes(FINALIZER) === true;
  return [
    ...(isEqual ? [] : [`${metadata.name}: the row differs from the spec`]),
    ...(isGuarded ? [] : [`${metadata.name}: a row but no finalizer`]),
  ];
}

function statusFaults({ metadata, status }: Stored<PostgresWriter>, ready: boolean): string[] {
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  if (condition?.observedGeneration !== metadata.generation) return [`${metadata.name}: no status of its newest spec`];
  const says = condition?.status === 'True';
  return says === ready ? [] : [`${metadata.name}: Ready=${condition?.status ?? 'unset'}, expected ${ready}`];
}
