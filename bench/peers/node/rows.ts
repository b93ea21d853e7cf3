import pg from 'pg';

/** What a spec asks for. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly age: number;
  readonly country: string;
}

/** Writes and removes rows, one statement each, on a pool of connections. pg prepares what has a name once for each. */
export class RowStore {
  readonly #pool: pg.Pool;
  readonly #statements = new Map<string, { readonly write: pg.QueryConfig; readonly remove: pg.QueryConfig }>();

  /** Connects when it is needed, by the standard PG* variables. */
  constructor(connections: number) {
    this.#pool = new pg.Pool({ max: connections });
    this.#pool.on('error', (cause) => console.error('a connection at rest failed', cause));
  }

  /** Makes the row equal to what is wanted. A row that is equal is not written again. */
  async write(table: string, row: Row): Promise<void> {
    await this.#pool.query(this.#statementsOf(table).write, valuesOf(row));
  }

  /** Removes the row from one table and writes it to another, in one transaction. */
  async move(from: string, to: string, row: Row): Promise<void> {
    const connection = await this.#pool.connect();
    try {
      await connection.query('begin');
      await connection.query(this.#statementsOf(from).remove, [row.id]);
      await connection.query(this.#statementsOf(to).write, valuesOf(row));
      await connection.query('commit');
      connection.release();
    } catch (thrown) {
      connection.release(true); // closed, and with it the transaction
      throw thrown;
    }
  }

  /** It is done also where there was no row. */
  async remove(table: string, id: string): Promise<void> {
    await this.#pool.query(this.#statementsOf(table).remove, [id]);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #statementsOf(table: string): { readonly write: pg.QueryConfig; readonly remove: pg.QueryConfig } {
    const known = this.#statements.get(table);
    if (known !== undefined) return known;
    const into = table.split('.').map(pg.escapeIdentifier).join('.');
    const number = this.#statements.size;
    const made = {
      write: {
        name: `write-${number}`,
        text: `insert into ${into} as t (id, name, age, country) values ($1, $2, $3, $4)
on conflict (id) do update set name = excluded.name, age = excluded.age, country = excluded.country
where (t.name, t.age, t.country) is distinct from (excluded.name, excluded.age, excluded.country)`,
      },
      remove: { name: `remove-${number}`, text: `delete from ${into} where id = $1` },
    };
    this.#statements.set(table, made);
    return made;
  }
}

const valuesOf = ({ id, name, age, country }: Row): unknown[] => [id, name, age, country];

/** Words without row values: PostgreSQL's own message may quote them. */
export const describeFailure = (thrown: unknown): string =>
  thrown instanceof pg.DatabaseError
    ? `PostgreSQL refused the row: SQLSTATE ${thrown.code ?? 'unknown'}`
    : 'PostgreSQL could not be reached';
