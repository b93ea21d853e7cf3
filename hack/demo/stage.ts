import { setTimeout as delay } from 'node:timers/promises';
import type { ControlPlane, Database } from '@kubewright/envtest';
import { bold, cyan, dim, green, table } from '../lib/table.ts';

export interface StudentRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly age: number;
  readonly country: string;
}

const COLUMNS = ['id', 'name', 'age', 'country'] as const;
const PATIENCE_MS = 15_000;
const POLL_MS = 2;
const SHOWN_LINES = 12;

/** What the demo does and shows: it types a command, waits for what must follow in PostgreSQL, and shows it. */
export class Stage {
  readonly #controlPlane: ControlPlane;
  readonly #database: Database;
  readonly #signal: AbortSignal;

  constructor(controlPlane: ControlPlane, database: Database, signal: AbortSignal) {
    this.#controlPlane = controlPlane;
    this.#database = database;
    this.#signal = signal;
  }

  /** Runs kubectl as a person would and shows what it said. Resolves with how long it took. */
  async kubectl(...args: readonly string[]): Promise<number> {
    console.log(`\n${dim('$')} ${cyan(`kubectl ${args.map(quoted).join(' ')}`)}`);
    const started = performance.now();
    const { exitCode, stdout, stderr } = await this.#controlPlane.kubectl(...args);
    const took = performance.now() - started;
    const said = shortened(`${stdout}${stderr}`.trimEnd());
    if (said !== '') console.log(said);
    if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')} failed with exit code ${exitCode}`);
    return took;
  }

  /** Waits until a table holds exactly `want` and shows it. */
  async expectRows(from: string, want: readonly StudentRow[]): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const rows = await this.#database.sql<StudentRow>(`select id, name, age, country from ${from} order by id`);
      const same = JSON.stringify(rows) === JSON.stringify(want);
      if (same || performance.now() > deadline) {
        console.log(`\n${dim('$')} ${cyan(`make sql QUERY='select * from ${from}'`)}`);
        console.log(
          rows.length === 0
            ? dim('(no rows)')
            : table(
                COLUMNS,
                rows.map((row) => COLUMNS.map((name) => row[name])),
              ),
        );
        if (!same) throw new Error(`${from} should hold ${JSON.stringify(want)} after ${PATIENCE_MS / 1000} s`);
        return;
      }
      await delay(POLL_MS, undefined, { signal: this.#signal });
    }
  }

  /** When PostgreSQL committed the row, in milliseconds since the epoch, by its own account. */
  async committedAt(from: string, id: string): Promise<number | undefined> {
    const [row] = await this.#database.sql<{ readonly at: number }>(
      `select (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at from ${from} where id = $1`,
      [id],
    );
    return row?.at;
  }
}

/** The first lines of a long answer. */
function shortened(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= SHOWN_LINES) return text;
  return [...lines.slice(0, SHOWN_LINES), dim(`… and ${lines.length - SHOWN_LINES} more lines`)].join('\n');
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

export const heading = (text: string): void => console.log(`\n${bold(text)}`);
export const good = (text: string): void => console.log(`${green('ok')} ${text}`);
