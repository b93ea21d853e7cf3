import pg from 'pg';
import { percentile } from '../scenarios/figures.ts';

const TIMES = 50;

/** How long `select 1` takes on an open connection, p50, in ms: what a database's distance amounts to. */
export async function measureSelect(address: {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}): Promise<number> {
  const { host, port, user, password, database } = address;
  const connection = new pg.Client({ host, port, user, password, database });
  await connection.connect();
  try {
    const taken: number[] = [];
    for (let i = 0; i < TIMES; i++) {
      const before = performance.now();
      await connection.query('select 1');
      taken.push(performance.now() - before);
    }
    return percentile(taken, 0.5);
  } finally {
    await connection.end();
  }
}
