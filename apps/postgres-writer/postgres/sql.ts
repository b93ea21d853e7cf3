/** What a parameter may be. Arrays become PostgreSQL arrays of text; the statement casts them. */
export type SqlValue = string | number | bigint | boolean | null | SqlArray;
export type SqlArray = readonly (string | number | bigint | boolean | null)[];

/**
 * One statement of the extended protocol: constant text, bound values. A second statement cannot hide in it, since
 * PostgreSQL parses one statement per message.
 */
export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
  /**
   * `false`: planned anew each time, for the values at hand. For large arrays, whose length a kept plan would not know.
   * @defaultValue true
   */
  readonly prepare?: boolean;
}

/** A row as PostgreSQL prints it; what a statement's columns mean is known where the statement is. */
export type SqlRow = Readonly<Record<string, string | null>>;

export interface SqlResult {
  readonly rows: readonly SqlRow[];
  /** The command tag: `SELECT 1`, `COMMIT`, `ROLLBACK`. */
  readonly tag: string;
}

export interface RunOptions {
  /** Gives up: the connection is dropped, and what was under way is rolled back or its outcome is unknown. */
  readonly signal?: AbortSignal;
  /** For this call only. @defaultValue the pool's own deadline */
  readonly deadlineMs?: number;
  /** How long to wait for a lock, for this call only. @defaultValue the pool's own */
  readonly lockTimeoutMs?: number;
}

/** An open transaction. Each call is one round trip. */
export interface SqlTransaction {
  run(...statements: readonly Statement[]): Promise<readonly SqlResult[]>;
}

/**
 * The part of PostgreSQL that the row store needs. Only `pg-*.ts` knows which driver is behind it.
 *
 * Every failure is a {@link SqlError}, or the signal's own reason.
 */
export interface SqlPool {
  /** Runs all statements in one round trip and one transaction: all of them take effect, or none. */
  run(statements: readonly Statement[], options?: RunOptions): Promise<readonly SqlResult[]>;
  /** Runs `work` between BEGIN and COMMIT. Resolves only once PostgreSQL has said `COMMIT`; rolls back otherwise. */
  transaction<T>(work: (transaction: SqlTransaction) => Promise<T>, options?: RunOptions): Promise<T>;
  /** Waits for what is under way, then closes every connection. Idempotent. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** Notifications arrive from now on. */
  readonly onReady: () => void;
  readonly onPayload: (payload: string) => void;
  readonly signal: AbortSignal;
}

/** Hears PostgreSQL's notifications. */
export interface SqlListener {
  /** Listens until the connection is lost, or no longer delivers: rejects with a {@link SqlError}, or the signal's reason. */
  listen(channel: string, options: ListenOptions): Promise<never>;
}

/** Which names PostgreSQL gave with an error. Names only: its message, detail, hint and context quote values. */
export interface SqlErrorFields {
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
  readonly dataType?: string | undefined;
}

/**
 * A failure of PostgreSQL or of the way to it. It never carries what the server said in words, since that quotes
 * values of rows: neither as its message nor as its cause.
 */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  /** SQLSTATE, or the socket's or TLS's error code. */
  readonly code: string;
  /** Whether PostgreSQL itself reported it; otherwise the connection failed. */
  readonly fromServer: boolean;
  readonly fields: SqlErrorFields;

  constructor(code: string, fromServer: boolean, fields: SqlErrorFields = {}) {
    super(fromServer ? `PostgreSQL reported ${code}` : `the connection to PostgreSQL failed (${code})`);
    this.code = code;
    this.fromServer = fromServer;
    this.fields = fields;
  }
}

/** The only row of a result that has one by construction. */
export function onlyRow(result: SqlResult | undefined): SqlRow {
  const row = result?.rows[0];
  if (row === undefined) throw new TypeError('the statement returned no row');
  return row;
}

/** The text of a column that is never null. */
export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (value === null || value === undefined) throw new TypeError(`the statement returned no ${column}`);
  return value;
}
