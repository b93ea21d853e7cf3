/** A Kubernetes control plane. */
export { startControlPlane } from './control-plane/start-control-plane.ts';
export type { ControlPlane } from './control-plane/control-plane.ts';
export type { ControlPlaneOptions, User } from './control-plane/options.ts';
export type { ControlPlaneAccess } from './control-plane/access.ts';
export type { Flags } from './control-plane/flags.ts';
export { type CommandResult, kubectl, type Kubectl } from './control-plane/kubectl.ts';
export { installWebhooks, type InstallWebhooksOptions, localWebhooks } from './control-plane/webhooks.ts';
export { createNamespace } from './control-plane/namespace.ts';

/** A PostgreSQL server. */
export { startPostgres } from './postgres/start-postgres.ts';
export type { Postgres } from './postgres/postgres.ts';
export type { PostgresAccess, PostgresOptions } from './postgres/options.ts';
export type { PostgresVersion } from './postgres/version.ts';
export { createDatabase, type Database, dropDatabase } from './postgres/database.ts';
export type { Sql } from './postgres/sql.ts';

/** Say what goes on while programs are fetched or built. */
export { type ProgressListener, progressReporter } from './binaries/progress.ts';

/** Where the control plane's programs come from. */
export { BinariesError } from './binaries/binaries-error.ts';
export { type Binaries, resolveBinaries, type ResolveBinariesOptions } from './binaries/resolve-binaries.ts';

/** A TCP port for a server of one's own. */
export { freePort, onFreePort } from './process/free-port.ts';

/** A server in a process that never outlives this one: those of `ControlPlane` and `Postgres`, or one's own. */
export { type Exit, ServerProcess, type ServerProcessOptions } from './process/server-process.ts';
