import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { PostgresAccess } from './options.ts';
import { openSql, type Sql } from './sql.ts';

/** A database of its own on a server that others use too. */
export interface Database {
  readonly access: PostgresAccess;
  /** Runs one statement in it, as superuser, and returns the rows. */
  readonly sql: Sql;
  /** Cuts all connections to it and removes it. */
  drop(): Promise<void>;
}

/**
 * Makes an empty database.
 * @param server how to reach any database of the server, as superuser.
 * @param name a database of this name must not exist. Default: a name that no other has.
 */
export async function createDatabase(
  server: PostgresAccess,
  name = `test_${randomBytes(6).toString('hex')}`,
): Promise<Database> {
  // template0, since nobody can be connected to it: a connection to template1 would make this fail.
  await runOnce(server, `create database ${pg.escapeIdentifier(name)} template template0`);
  const access = { ...server, database: name };
  const { sql, close } = openSql(access);
  return {
    access,
    sql,
    async drop() {
      await close();
      await dropDatabase(server, name);
    },
  };
}

/** Cuts all connections to a database and removes it. Nothing happens where there is none. */
export async function dropDatabase(server: PostgresAccess, name: string): Promise<void> {
  await runOnce(server, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
}

async function runOnce(server: PostgresAccess, statement: string): Promise<void> {
  const { sql, close } = openSql(server);
  try {
    await sql(statement);
  } finally {
    await close();
  }
}
