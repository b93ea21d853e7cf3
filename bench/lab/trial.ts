import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createNamespace, type Database, type ServerProcess } from '@kubewright/envtest';
import type { Peer, Program, Surroundings } from '../peers/peer.ts';
import type { ApiWrite } from './audit-log.ts';
import type { DelayProxy } from './delay-proxy.ts';
import { checkOutcome, type Expected, WrongOutcome } from './check.ts';
import { epochClock } from './clock.ts';
import { Meter, type Usage } from './meter.ts';
import { createObject, each, TABLE } from './objects.ts';
import { startOperator } from './operator.ts';
import type { Lab } from './servers.ts';

export interface TrialOptions {
  readonly lab: Lab;
  readonly peer: Peer;
  readonly program: (surroundings: Surroundings) => Program;
  /** Where the operator finds the database; default: the database itself. */
  readonly databaseAt?: DelayProxy;
  /** How many objects it is about: it waits the longer. */
  readonly objects: number;
  readonly signal: AbortSignal;
}

/** How long a trial waits for anything: beyond what the slowest peer, which throttles itself, needs for each object. */
const patienceMs = (objects: number): number => 60_000 + objects * 150;
const POLL_MS = 20;
/** Between looks at everything. */
const SLOW_POLL_MS = 250;
const LOG_TAIL_CHARACTERS = 1_000;

/** One peer in one scenario once: a namespace, a database and a table that nobody used before. */
export class Trial {
  readonly peer: Peer;
  readonly client: Lab['client'];
  readonly namespace: string;
  readonly database: Database;
  readonly clock = epochClock();
  /** What was measured by {@link Trial.measure}, if it was called. */
  usage: Usage | undefined;
  readonly #options: TrialOptions;
  readonly #stack: AsyncDisposableStack;
  readonly #program: Program;
  #writes: ApiWrite[] = [];
  #operator: ServerProcess | undefined;

  private constructor(
    options: TrialOptions,
    parts: {
      readonly stack: AsyncDisposableStack;
      readonly namespace: string;
      readonly database: Database;
      readonly program: Program;
    },
  ) {
    this.#options = options;
    this.peer = options.peer;
    this.client = options.lab.client;
    this.namespace = parts.namespace;
    this.database = parts.database;
    this.#stack = parts.stack;
    this.#program = parts.program;
  }

  /** Prepares one; the operator does not run yet. */
  static async prepare(options: TrialOptions): Promise<Trial> {
    const { lab, peer, databaseAt } = options;
    await using stack = new AsyncDisposableStack();
    const namespace = await createNamespace(lab.controlPlane.access.config, 'bench');
    const database = await lab.postgres.createDatabase();
    stack.defer(() => database.drop());
    await database.sql(
      `create table ${TABLE} (id text primary key, name text not null, age integer not null, country text not null)`,
    );
    const kubeconfigPath = await lab.kubeconfigOf(peer.name);
    const { host, port } = databaseAt ?? database.access;
    const program = options.program({ kubeconfigPath, namespace, database: { ...database.access, host, port } });
    lab.audit.read(); // what earlier trials left
    return new Trial(options, { stack: stack.move(), namespace, database, program });
  }

  get operatorPid(): number {
    if (this.#operator === undefined) throw new Error('the operator does not run');
    return this.#operator.pid;
  }

  /** All that the peer has written to the API server since the last {@link Trial.forgetWrites}. */
  get writes(): readonly ApiWrite[] {
    this.#writes.push(...this.#options.lab.audit.read().filter(({ user }) => user === this.peer.name));
    return this.#writes;
  }

  forgetWrites(): void {
    this.#options.lab.audit.read();
    this.#writes = [];
  }

  async create(names: readonly string[]): Promise<void> {
    await each(names, (name) => createObject(this.client, this.namespace, name));
  }

  /** Starts the operator. Returns the moment before it was, in epoch ms. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<number> {
    const { lab, signal } = this.#options;
    const logPath = join(lab.controlPlane.access.directory, `${this.peer.name}-${this.namespace}.log`);
    const program = { ...this.#program, env: { ...this.#program.env, ...env } };
    const startedAt = this.clock.now();
    const operator = await startOperator(this.peer.title, program, { logPath, signal });
    this.#operator = operator;
    this.#stack.defer(() => operator.stop());
    return startedAt;
  }

  async stop(): Promise<void> {
    await this.#operator?.stop();
    this.#operator = undefined;
  }

  /** Creates the objects with the operator down, has it write all, and stops it again. */
  async settle(names: readonly string[]): Promise<void> {
    await this.create(names);
    await this.start();
    await this.untilWritten(names.length);
    await this.stop();
  }

  /** Runs `work` and keeps what it used of the CPU. */
  async measure<T>(work: () => Promise<T>): Promise<T> {
    const { lab, databaseAt } = this.#options;
    const meter = new Meter(lab, () => this.#operator?.pid, databaseAt === undefined ? [] : [databaseAt.pid]);
    const result = await work();
    this.usage = meter.stop();
    return result;
  }

  /**
   * Waits until there are so many rows and, where the peer writes them, as many objects with a status.
   * @param before rows and objects that were there before {@link Trial.forgetWrites}.
   */
  async untilWritten(count: number, before = 0): Promise<void> {
    if (this.peer.writesStatus) {
      await this.until(`${count} statuses`, () => this.lastWriteByName('status').size >= count);
    }
    await this.until(`${count + before} rows`, async () => (await this.countRows()) >= count + before);
  }

  /** Waits for an outcome that the peer may reach by more than one write to an object. @throws WrongOutcome */
  async untilCorrect(expected: Expected): Promise<void> {
    let last: unknown;
    try {
      await this.until(
        'the right outcome',
        async () => {
          last = await this.check(expected).catch((thrown: unknown) => thrown);
          return last === undefined;
        },
        SLOW_POLL_MS,
      );
    } catch (thrown) {
      throw last instanceof WrongOutcome ? last : thrown;
    }
  }

  /** @throws WrongOutcome if it does not become true in time, or if the operator ends. */
  async until(what: string, isTrue: () => boolean | Promise<boolean>, pollMs = POLL_MS): Promise<void> {
    const { signal, objects } = this.#options;
    const patience = patienceMs(objects);
    const deadline = performance.now() + patience;
    while (!(await isTrue())) {
      if (this.#operator?.isRunning === false) throw new WrongOutcome(`the operator ended${await this.#logTail()}`);
      if (performance.now() > deadline) {
        throw new WrongOutcome(`${what}: not within ${patience / 1000} s${await this.#logTail()}`);
      }
      await delay(pollMs, undefined, { signal });
    }
  }

  async #logTail(): Promise<string> {
    if (this.#operator === undefined) return '';
    return `; the end of its log: ${(await readFile(this.#operator.logPath, 'utf8')).slice(-LOG_TAIL_CHARACTERS)}`;
  }

  async countRows(): Promise<number> {
    const [row] = await this.database.sql<{ count: number }>(`select count(*)::int as count from ${TABLE}`);
    return row?.count ?? 0;
  }

  /** By name, when the peer's last successful write to the object or one of its subresources was answered. */
  lastWriteByName(subresource: 'status' | ''): ReadonlyMap<string, number> {
    const last = new Map<string, number>();
    for (const write of this.writes) {
      if (write.code >= 300 || write.resource !== 'postgreswriters' || write.subresource !== subresource) continue;
      last.set(write.name, Math.max(write.doneAt, last.get(write.name) ?? 0));
    }
    return last;
  }

  /** By the object's name, when the newest version of each row was committed, in epoch ms. */
  async rowTimes(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.sql<{ id: string; at: number }>(
      `select id, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at from ${TABLE}`,
    );
    return new Map(rows.map(({ id, at }) => [id.slice(id.indexOf('/') + 1), at]));
  }

  /** By id, which version of each row is there: it changes with every write, also with one that changes nothing. */
  async rowVersions(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.sql<{ id: string; version: string }>(
      `select id, xmin::text || ctid::text as version from ${TABLE}`,
    );
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  /** @throws WrongOutcome */
  async check(expected: Expected): Promise<void> {
    const { client, namespace, database } = this;
    await checkOutcome({ client, namespace, sql: database.sql }, { statuses: this.peer.writesStatus, ...expected });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
