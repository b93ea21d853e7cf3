import type { Connection, Submittable } from 'pg';
import type { SqlResult, SqlRow, Statement } from './sql.ts';
import { encodeValue } from './pg-values.ts';

/** What the driver calls of a query. Its types know `submit` only. */
interface DriverQuery extends Submittable {
  handleRowDescription(message: { readonly fields: readonly { readonly name: string }[] }): void;
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void;
  handleCommandComplete(message: { readonly text: string }): void;
  handleEmptyQuery(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

/** The driver's writers, whose second argument its types require and its code ignores. */
interface Wire {
  parse(message: { name: string; text: string; types: number[] }): void;
  bind(message: { portal: string; statement: string; values: (string | null)[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
  readonly stream: { cork?(): void; uncork?(): void };
}

/**
 * Several statements and one Sync: one round trip, and one implicit transaction that commits at the Sync. When one
 * fails, PostgreSQL skips the rest and rolls all of them back.
 *
 * Settles once PostgreSQL is ready again (or the connection is gone), since an error may still come with the commit.
 * Source: "Pipelining", PostgreSQL documentation, frontend/backend protocol.
 */
export class Pipeline implements DriverQuery {
  readonly done: Promise<readonly SqlResult[]>;
  readonly #statements: readonly Statement[];
  readonly #names: StatementNames;
  readonly #results: SqlResult[] = [];
  #fields: readonly { readonly name: string }[] = [];
  #rows: SqlRow[] = [];
  #settle!: { resolve: (results: readonly SqlResult[]) => void; reject: (error: Error) => void };

  constructor(statements: readonly Statement[], names: StatementNames) {
    this.#statements = statements;
    this.#names = names;
    this.done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  /** The driver writes nothing of its own: the whole exchange is here. */
  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    wire.stream.cork?.();
    try {
      for (const statement of this.#statements) this.#send(wire, statement);
      wire.sync();
    } finally {
      wire.stream.uncork?.();
    }
  }

  #send(wire: Wire, { text, values, prepare = true }: Statement): void {
    const { name, known } = (prepare ? this.#names : unnamed).of(text);
    if (!known) {
      // Whether a parse that failed half-way left the name behind is unknown; closing what is not there is no error.
      if (name !== '') wire.close({ type: 'S', name });
      wire.parse({ name, text, types: [] });
    }
    wire.bind({ portal: '', statement: name, values: values.map(encodeValue) });
    wire.describe({ type: 'P', name: '' });
    wire.execute({ portal: '', rows: 0 });
  }

  handleRowDescription({ fields }: { readonly fields: readonly { readonly name: string }[] }): void {
    this.#fields = fields;
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, string | null> = {};
    for (let i = 0; i < fields.length; i++) row[this.#fields[i]?.name ?? ''] = fields[i] ?? null;
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#results.push({ rows: this.#rows, tag: text });
    this.#rows = [];
    this.#fields = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleReadyForQuery(): void {
    for (const { text, prepare = true } of this.#statements) if (prepare) this.#names.learn(text);
    this.#settle.resolve(this.#results);
  }

  handleError(error: Error): void {
    this.#settle.reject(error);
  }
}

/** Which prepared statements a connection has. */
export interface StatementNames {
  /** The name to use for `text` (empty: unnamed), and whether the server knows it already. */
  of(text: string): { readonly name: string; readonly known: boolean };
  /** `text` was prepared and ran. */
  learn(text: string): void;
}

/** Parses every statement anew: for a pooler that does not keep names apart. */
export const unnamed: StatementNames = { of: () => ({ name: '', known: false }), learn: () => undefined };
