import type { Row } from './postgres-writers.ts';

/** Runs one statement as superuser and returns its rows. */
export type Sql = <R extends Record<string, unknown> = Record<string, unknown>>(
  text: string,
  params?: readonly unknown[],
) => Promise<readonly R[]>;

/** The columns of the sample. */
const COLUMNS = 'id text primary key, name text not null, age integer not null, country text not null';

/** A superuser's view of a database whose tables have the sample's columns. It never goes through the operator. */
export class Tables {
  readonly sql: Sql;

  constructor(sql: Sql) {
    this.sql = sql;
  }

  /** Makes a table like the sample's. @param name as written in SQL. */
  async create(name = 'students'): Promise<void> {
    await this.sql(`create table ${name} (${COLUMNS})`);
  }

  /** All rows, by id. */
  async rows(table = 'students'): Promise<readonly Row[]> {
    return this.sql<Record<keyof Row, never>>(`select id, name, age, country from ${table} order by id collate "C"`);
  }

  /** Undefined where there is none. */
  async row(id: string, table = 'students'): Promise<Row | undefined> {
    const found = await this.sql<Record<keyof Row, never>>(
      `select id, name, age, country from ${table} where id = $1`,
      [id],
    );
    return found[0];
  }

  async count(table = 'students'): Promise<number> {
    const [row] = await this.sql<{ count: number }>(`select count(*)::int as count from ${table}`);
    return row?.count ?? 0;
  }

  async insert(row: Row, table = 'students'): Promise<void> {
    const { id, name, age, country } = row;
    await this.sql(`insert into ${table} (id, name, age, country) values ($1, $2, $3, $4)`, [id, name, age, country]);
  }

  /** Which version of each row is there: it changes with every write, also with one that changes nothing. */
  async versions(table = 'students'): Promise<readonly unknown[]> {
    return this.sql(`select id, xmin::text, ctid::text from ${table} order by id collate "C"`);
  }

  /** The same for the operator's ledger. */
  async ledgerVersions(): Promise<readonly unknown[]> {
    return this.sql('select to_jsonb(l) as entry, xmin::text, ctid::text from postgres_writer.ledger l order by 1');
  }
}
