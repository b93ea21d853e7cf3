/**
 * `make sql`: runs a file or a query with the operator's own PSQL_* variables, for machines without psql.
 * Values come back as text, as psql shows them.
 */
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { table } from './lib/table.ts';

const USAGE = `usage: make sql QUERY='select * from students'
       make sql FILE=config/samples/students.sql
with PSQL_HOST, PSQL_PORT, PSQL_DBNAME, PSQL_USER and PSQL_PASSWORD set as for the operator`;

const { values } = parseArgs({ options: { file: { type: 'string' }, query: { type: 'string' } } });
const {
  PSQL_HOST: host,
  PSQL_PORT: port,
  PSQL_DBNAME: database,
  PSQL_USER: user,
  PSQL_PASSWORD: password,
} = process.env;
const sql = values.file === undefined ? values.query : await readFile(values.file, 'utf8');
if (sql === undefined || host === undefined || database === undefined || user === undefined) {
  console.error(USAGE);
  process.exit(2);
}

const asText = { getTypeParser: () => (value: string) => value };
const client = new pg.Client({ host, port: Number(port ?? 5432), database, user, password, types: asText });
try {
  await client.connect();
  const answer = (await client.query({ text: sql, rowMode: 'array' })) as unknown as
    pg.QueryArrayResult | pg.QueryArrayResult[];
  for (const { command, rowCount, fields, rows } of [answer].flat()) {
    const names = fields.map(({ name }) => name);
    console.log(
      names.length > 0 ? table(names, rows as unknown[][]) : `${command}${rowCount === null ? '' : ` ${rowCount}`}`,
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await client.end();
}
