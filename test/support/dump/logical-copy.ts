import pg from 'pg';
import type { DatabaseAddress } from '../operator.ts';
import { DESCRIBE_RELATIONS, DESCRIBE_SCHEMAS, WHAT_IS_NOT_COPIED } from './describe.ts';

/** A table, and the statements that make it what it is. */
interface Relation {
  /** Quoted and qualified. */
  readonly name: string;
  readonly columns: string;
  readonly options: string | null;
  readonly owner: string;
  readonly grants: readonly string[] | null;
  readonly comment: string | null;
  /** What pg_dump restores after the data: constraints, those that others refer to first, and indexes. */
  readonly after: readonly string[] | null;
}

interface Schema {
  readonly create: string;
  readonly grants: readonly string[] | null;
}

/**
 * Does what `pg_dump | pg_restore` does, in its order: schemas, tables, data as text, then constraints and indexes; owners
 * and grants too. The definitions come from one snapshot of the catalog, the rows from the same; the copy gets OIDs of its
 * own. The roles must be there. Default privileges are left out: they are about tables to come.
 * @throws Error where the database has something else, such as a trigger or a sequence, instead of leaving it out.
 */
export async function copyLogically(from: DatabaseAddress, to: DatabaseAddress): Promise<void> {
  await using source = await connect(from);
  await using target = await connect(to);
  await source.client.query('begin isolation level repeatable read, read only');
  // As pg_dump: every name is printed with its schema.
  await source.client.query(`select set_config('search_path', '', true)`);
  const others = await source.client.query<{ what: string }>(WHAT_IS_NOT_COPIED);
  if (others.rows.length > 0) throw new Error(`cannot copy ${others.rows.map(({ what }) => what).join(', ')}`);
  const schemas = (await source.client.query<Schema>(DESCRIBE_SCHEMAS)).rows;
  const relations = (await source.client.query<Relation>(DESCRIBE_RELATIONS)).rows;

  await target.client.query('begin');
  for (const { create, grants } of schemas) await runAll(target.client, [create, ...(grants ?? [])]);
  for (const relation of relations) await runAll(target.client, creation(relation));
  for (const { name } of relations) {
    const { rows } = await source.client.query<{ row: string }>(`select t::text as row from ${name} t`);
    await target.client.query(`insert into ${name} select (r::${name}).* from unnest($1::text[]) r`, [
      rows.map(({ row }) => row),
    ]);
  }
  for (const { after } of relations) await runAll(target.client, after ?? []);
  await target.client.query('commit');
}

const creation = ({ name, columns, options, owner, grants, comment }: Relation): readonly string[] => [
  `create table ${name} (${columns})${options === null ? '' : ` with (${options})`}`,
  `alter table ${name} owner to ${owner}`,
  ...(comment === null ? [] : [`comment on table ${name} is ${pg.escapeLiteral(comment)}`]),
  ...(grants ?? []),
];

async function runAll(client: pg.Client, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}

async function connect({ host, port, database, user, password }: DatabaseAddress) {
  const client = new pg.Client({ host, port, database, user, password });
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}
