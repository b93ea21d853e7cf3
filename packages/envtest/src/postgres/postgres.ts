import type { ServerProcess } from '../process/server-process.ts';
import { startWithin } from '../process/start-within.ts';
import { createDatabase, type Database, dropDatabase } from './database.ts';
import type { PostgresAccess } from './options.ts';
import { type SqlSession, openSql, type Sql } from './sql.ts';

/** What a running PostgreSQL is made of. */
export interface PostgresParts {
  readonly access: PostgresAccess;
  /** Its processes and files; what is added later is disposed of first. */
  readonly resources: AsyncDisposableStack;
  readonly server: ServerProcess;
  /** Starts the server once more, as it was started first. */
  readonly startServer: () => Promise<ServerProcess>;
}

/**
 * A PostgreSQL server on this machine; `startPostgres` makes it.
 *
 * Guarantees: its processes and files are gone after `stop`, and when this process ends, in whatever way.
 */
export class Postgres {
  /** To its database `postgres`, as superuser. */
  readonly access: PostgresAccess;
  readonly #parts: PostgresParts;
  readonly #session: SqlSession;
  #server: ServerProcess;

  constructor(parts: PostgresParts) {
    this.#parts = parts;
    this.#server = parts.server;
    this.access = parts.access;
    this.#session = openSql(parts.access);
    parts.resources.defer(this.#session.close);
  }

  /** Runs one statement in the database `postgres`, as superuser, and returns the rows. */
  get sql(): Sql {
    return this.#session.sql;
  }

  /** The one that runs now, or ran last. */
  get server(): ServerProcess {
    return this.#server;
  }

  /** Makes an empty database. @param name default: one that no other has. */
  async createDatabase(name?: string): Promise<Database> {
    return createDatabase(this.access, name);
  }

  /** Cuts all connections to a database and removes it. Nothing happens where there is none. */
  async dropDatabase(name: string): Promise<void> {
    await dropDatabase(this.access, name);
  }

  /**
   * Stops the server and leaves its data. Resolves once it has ended.
   * @param mode `fast` rolls back what is open and says good-bye; `immediate` is a crash, and the next start recovers.
   * @defaultValue `fast`
   */
  async stopServer(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.#server.stop(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  }

  /** Starts the server again where it was: same port, same data. Resolves once it takes connections. */
  async startServer(): Promise<void> {
    const { resources, startServer } = this.#parts;
    if (resources.disposed) throw new Error('PostgreSQL was stopped for good');
    if (this.#server.isRunning) throw new Error('PostgreSQL runs already');
    this.#server = await startWithin(resources, startServer());
  }

  /** Ends all processes and removes all data. May be called twice. */
  async stop(): Promise<void> {
    await this.#parts.resources.disposeAsync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
