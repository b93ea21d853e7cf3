import { randomBytes } from 'node:crypto';
import { testEnvironment, type TestEnvironment, type TestEnvironmentOptions } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll } from 'vitest';
import { ApiServer } from './api-server.ts';
import { until } from './eventually.ts';
import { Tables } from './database.ts';
import { OperatorProcess, type DatabaseAddress, type OperatorOptions } from './operator.ts';
import { PostgresWriters } from './postgres-writers.ts';

/** What a test file has: namespaces, a database with the sample's tables, and operators as it needs them. */
export interface Stage {
  readonly environment: TestEnvironment;
  readonly api: ApiServer;
  readonly tables: Tables;
  /** The PostgresWriters of the first namespace. */
  readonly writers: PostgresWriters;
  /** How the operator logs in: a role that may do what the operator needs, and no more. */
  readonly login: DatabaseAddress;
  /** The PostgresWriters of another namespace. */
  writersIn(namespace: string): PostgresWriters;
  /** Starts an operator that keeps to this file's namespaces, and waits until it is ready. */
  startOperator(options?: Partial<OperatorOptions>): Promise<OperatorProcess>;
  /** The same without waiting. */
  launchOperator(options?: Partial<OperatorOptions>): Promise<OperatorProcess>;
  /** What the operator's role has open in the database. */
  operatorSessions(): Promise<readonly unknown[]>;
}

export interface StageOptions extends TestEnvironmentOptions {
  /** Tables to begin with. @defaultValue students and alumni, as in the sample */
  readonly tables?: readonly string[];
}

/** Prepares a stage for the file (or `describe`) that calls it. To be read in tests and in hooks declared after it. */
export function useStage({ tables: names = ['students', 'alumni'], ...options }: StageOptions = {}): Stage {
  const environment = testEnvironment({ database: true, ...options });
  const role = `operator_${randomBytes(5).toString('hex')}`;
  const password = `secret-${randomBytes(12).toString('hex')}`;
  let api: ApiServer | undefined;
  const tables = new Tables((text, params) => environment.sql(text, params));

  beforeAll(async () => {
    api = new ApiServer(environment.config);
    const { database } = environment.database;
    await environment.sql(`create role ${role} login password '${password}'`);
    // Its own schema for the ledger; data only in the tables of others.
    await environment.sql(`grant create on database ${database} to ${role}`);
    await environment.sql(`alter default privileges grant select, insert, update, delete on tables to ${role}`);
    for (const name of names) await tables.create(name);
  });

  afterAll(async () => {
    api?.[Symbol.dispose]();
    await until('the sessions of stopped operators to end', async () =>
      (await stage.operatorSessions()).length === 0 ? true : undefined,
    );
    await environment.sql(`drop owned by ${role} cascade`);
    await environment.sql(`drop role ${role}`);
  });

  const operatorOptions = (over: Partial<OperatorOptions> = {}): OperatorOptions => ({
    kubeconfigPath: environment.kubeconfigPath,
    database: stage.login,
    namespaces: environment.namespaces,
    ...over,
  });

  const stage: Stage = {
    environment,
    tables,
    get api() {
      if (api === undefined) throw new Error('the stage is there in tests and in hooks declared after it');
      return api;
    },
    get login() {
      const { host, port, database } = environment.database;
      return { host, port, database, user: role, password };
    },
    get writers() {
      return new PostgresWriters(stage.api, environment.namespace);
    },
    writersIn: (namespace) => new PostgresWriters(stage.api, namespace),
    startOperator: async (over) => OperatorProcess.start(operatorOptions(over)),
    launchOperator: async (over) => OperatorProcess.launch(operatorOptions(over)),
    operatorSessions: async () =>
      environment.sql('select pid, state, application_name from pg_stat_activity where usename = $1', [role]),
  };
  return stage;
}

/** Starts an operator for all tests of the file (or `describe`), and stops it after them. */
export function useOperator(
  stage: Stage,
  options: () => Partial<OperatorOptions> = () => ({}),
): { readonly current: OperatorProcess } {
  let operator: OperatorProcess | undefined;
  beforeAll(async () => {
    operator = await stage.startOperator(options());
  });
  afterAll(async () => {
    await operator?.[Symbol.asyncDispose]();
  });
  return {
    get current() {
      if (operator === undefined) throw new Error('the operator is there in tests and in hooks declared after it');
      return operator;
    },
  };
}
