import type { ApplyRequest } from '../../controller/row-store.ts';

/** A request, and which of all that were asked for it is. */
export interface Wanted {
  readonly index: number;
  readonly request: ApplyRequest;
}

/** Rows per statement: each statement reads the whole table once, and its values are a few megabytes. */
const MAX_ROWS_PER_STATEMENT = 100_000;
/** Fewer are not worth a second reading of the table. */
const MIN_ROWS_PER_STATEMENT = 20_000;

/**
 * What one statement can compare: requests of one kind of owner, one table and the same columns, and those of one row
 * apart from all others. In equal parts, `inFlight` of them at least, unless they became too small or too large.
 */
export function partsOf(wanted: readonly Wanted[], inFlight: number): readonly (readonly Wanted[])[] {
  return [...Map.groupBy(wanted, grouping()).values()].flatMap((group) => cut(group, inFlight));
}

/** Neighbours mostly are of one group. */
function grouping(): (wanted: Wanted) => string {
  let previous: ApplyRequest | undefined;
  let group = '';
  return ({ request }) => {
    if (previous === undefined || !isSameGroup(request, previous)) {
      const { owner, table, keyColumn, rows } = request;
      group = JSON.stringify([owner.kind, table, keyColumn, rows.length === 1, ...columnNames(request)]);
      previous = request;
    }
    return group;
  };
}

const columnNames = ({ rows }: ApplyRequest): readonly string[] => [
  ...new Set(rows.flatMap(({ columns }) => Object.keys(columns))),
];

/** May say no of two that are. */
function isSameGroup(a: ApplyRequest, b: ApplyRequest): boolean {
  if (a.owner.kind !== b.owner.kind || a.table !== b.table || a.keyColumn !== b.keyColumn) return false;
  const [row, other] = [a.rows[0], b.rows[0]];
  if (row === undefined || other === undefined || a.rows.length + b.rows.length > 2) return false;
  const [names, others] = [Object.keys(row.columns), Object.keys(other.columns)];
  return names.length === others.length && names.every((name, i) => name === others[i]);
}

function cut(group: readonly Wanted[], inFlight: number): readonly (readonly Wanted[])[] {
  const rowsOf = ({ request }: Wanted): number => Math.max(1, request.rows.length);
  const share = Math.ceil(group.reduce((sum, wanted) => sum + rowsOf(wanted), 0) / inFlight);
  const limit = Math.min(Math.max(share, MIN_ROWS_PER_STATEMENT), MAX_ROWS_PER_STATEMENT);
  const parts: Wanted[][] = [];
  let rows = Infinity;
  for (const wanted of group) {
    if (rows + rowsOf(wanted) > limit) {
      parts.push([]);
      rows = 0;
    }
    parts.at(-1)?.push(wanted);
    rows += rowsOf(wanted);
  }
  return parts;
}
