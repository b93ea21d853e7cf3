import type { Row } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import { joinKey } from './columns.ts';
import { inputOf, inputValues } from './row-input.ts';

/**
 * Inserts rows that were not there. Returns `ord` of each row that came to be, and whether it is `equal` to what was
 * sent: a trigger may swallow or change it.
 *
 * There is no ON CONFLICT: a row that somebody else put there meanwhile must raise, not be taken over.
 */
export function insertRows(target: Target, rows: readonly Row[]): Statement {
  const names = [target.key, ...target.columns].map((column) => quoteIdentifier(column.name));
  const values = ['i.k', ...target.columns.map((_, i) => `i.c${i}`)];
  return {
    text: `with ${inputOf(target, 1)}, written as (
  insert into ${quotePlace(target.info)} as t (${names.join(', ')})
  select ${values.join(', ')} from input i order by i.k
  returning ${returned(target)})
${comparison(target)}`,
    prepare: rows.length === 1,
    values: inputValues(target, rows),
  };
}

/** Updates rows that are there and are ours; other columns stay as they are. Returns as {@link insertRows} does. */
export function updateRows(target: Target, rows: readonly Row[]): Statement {
  const { info, key, columns } = target;
  const set = columns.map((column, i) => `${quoteIdentifier(column.name)} = i.c${i}`);
  return {
    text: `with ${inputOf(target, 1)}, written as (
  update ${quotePlace(info)} as t set ${set.join(', ')}
  from input i where ${joinKey(key, `t.${quoteIdentifier(key.name)}`, 'i.k')}
  returning ${returned(target)})
${comparison(target)}`,
    prepare: rows.length === 1,
    values: inputValues(target, rows),
  };
}

function returned({ key, columns }: Target): string {
  const list = columns.map((column, i) => `t.${quoteIdentifier(column.name)} as c${i}`);
  return [`t.${quoteIdentifier(key.name)} as k`, ...list].join(', ');
}

/** By hashed sub-selects: of a join the planner expects next to nothing here, and nests its loops. */
function comparison({ columns }: Target): string {
  const image = (row: string): string =>
    `row(${[`${row}.k`, ...columns.map((_, i) => `${row}.c${i}`)].join(', ')})::text`;
  return `select i.ord::text as ord, ${image('i')} in (select ${image('w')} from written w) as equal
from input i where (i.k::text in (select w.k::text from written w)) is true`;
}
