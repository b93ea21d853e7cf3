// The layers, written down once. ESLint reads this list (eslint.layers.ts), ARCHITECTURE.md explains it, a test compares.
// Each list runs from the lowest row to the highest; a folder may import from its own row and from rows below.

/** Folders that may import from each other. */
export type Layer = readonly string[];

/** Packages and apps. envtest stands apart: only tests and the demo use it. */
export const PACKAGE_LAYERS: readonly Layer[] = [
  ['packages/apimachinery'],
  ['packages/controller-runtime', 'packages/controller-gen', 'packages/envtest'],
  ['apps/postgres-writer', 'examples'],
];

/** Folders of packages/controller-runtime/src. */
export const CONTROLLER_RUNTIME_LAYERS: readonly Layer[] = [
  ['internal', 'log', 'event', 'reconcile', 'scheme'],
  ['client', 'queue', 'predicate', 'certwatcher'],
  ['cache', 'handler', 'source', 'recorder', 'certificates'],
  ['controller', 'leaderelection', 'finalizer', 'healthz', 'metrics', 'webhook'],
  ['manager'],
  ['builder'],
  ['testing'],
];

/** Folders of packages/controller-gen/src: load, collect markers, build the schema, emit. yaml writes as Go does. */
export const CONTROLLER_GEN_LAYERS: readonly Layer[] = [
  ['diagnostics', 'yaml'],
  ['markers', 'loader'],
  ['schema'],
  ['generators'],
  ['cli'],
];

/** Folders of apps/postgres-writer. postgres implements the port that controller declares. */
export const OPERATOR_LAYERS: readonly Layer[] = [['api'], ['controller'], ['postgres']];

/** Some files, and what they alone may touch. */
export interface Owner {
  readonly within: readonly string[];
  /** The files that may; everything else under `within` may not. */
  readonly only: readonly string[];
  readonly except?: readonly string[];
  /** Names of modules. */
  readonly imports?: readonly string[];
  /** Names of the runtime. */
  readonly globals?: readonly string[];
  readonly why: string;
}

/** Who alone may touch what. */
export const OWNERS: readonly Owner[] = [
  {
    within: ['packages/controller-runtime/src/**/*.ts'],
    only: ['packages/controller-runtime/src/client/**/*.ts'],
    imports: ['undici', 'node:http', 'node:https', 'node:http2'],
    why: 'HTTP to the API server belongs to client/.',
    // Servers, not clients.
    except: ['packages/controller-runtime/src/{internal/http-server,webhook}/**/*.ts'],
  },
  {
    within: ['packages/controller-runtime/src/**/*.ts'],
    only: ['packages/controller-runtime/src/internal/clock/**/*.ts'],
    except: ['packages/controller-runtime/src/testing/**/*.ts'],
    imports: ['node:timers', 'node:timers/promises'],
    globals: ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance'],
    why: 'Timers and clocks belong to internal/clock: take a Clock.',
  },
  {
    within: ['apps/postgres-writer/**/*.ts'],
    only: ['apps/postgres-writer/postgres/pg-*.ts', 'apps/postgres-writer/main.ts'],
    imports: ['pg'],
    why: 'The pg package belongs to postgres/pg-*.ts.',
  },
  {
    within: ['apps/postgres-writer/**/*.ts', 'packages/controller-runtime/src/**/*.ts'],
    only: ['apps/postgres-writer/{main,config}.ts'],
    except: [
      'packages/controller-runtime/src/{client/config,manager/signals}/**/*.ts',
      'packages/controller-runtime/src/manager/signals.ts',
      'packages/controller-runtime/src/log/stderr.ts',
      'packages/controller-runtime/src/client/config/**',
    ],
    globals: ['process'],
    imports: ['node:process'],
    why: 'process.* belongs to main.ts and config.ts: pass the value in.',
  },
];
