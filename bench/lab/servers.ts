import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isServiceUnavailable } from '@kubewright/apimachinery';
import {
  type ControlPlane,
  type Postgres,
  type ProgressListener,
  startControlPlane,
  startPostgres,
} from '@kubewright/envtest';
import { createClient, loadConfig, type LiveClient } from '@kubewright/controller-runtime/client';
import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';
import { ROOT } from '../../hack/lib/process.ts';
import { AUDIT_POLICY, AuditLog, PEERS_GROUP } from './audit-log.ts';

/** The servers of one series, fresh, waiting for the disk as in earnest. */
export interface Lab {
  readonly controlPlane: ControlPlane;
  readonly postgres: Postgres;
  readonly audit: AuditLog;
  /** The bench's own, as administrator. */
  readonly client: LiveClient;
  /** A kubeconfig of a user of this name, who may do everything but is not exempt from flow control, as no operator is. */
  kubeconfigOf(name: string): Promise<string>;
}

/** Lets the peers do what they want: what RBAC costs is the same for all. */
const MAY_ALL = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'bench-operators' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: PEERS_GROUP }],
};

/** Starts them; they end with the stack. */
export async function startLab(
  stack: AsyncDisposableStack,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: ProgressListener },
): Promise<Lab> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const policyFile = join(directory, 'audit-policy.json');
  const auditFile = join(directory, 'audit.log');
  await writeFile(policyFile, JSON.stringify(AUDIT_POLICY));
  await writeFile(auditFile, '');

  const [controlPlane, postgres] = await Promise.all([
    startControlPlane({
      crdPaths: [join(ROOT, 'config/crd/bases')],
      durable: true,
      // Else it is renamed after 100 MB, and what is read here ends.
      apiServerFlags: {
        'audit-policy-file': policyFile,
        'audit-log-path': auditFile,
        'audit-log-maxsize': '100000',
      },
      signal,
      onProgress,
    }).then((plane) => stack.use(plane)),
    startPostgres({ durable: true, signal, settings: { track_commit_timestamp: 'on' } }).then((server) =>
      stack.use(server),
    ),
  ]);
  await controlPlane.kubectl.apply(MAY_ALL);
  const config = await loadConfig({ kubeconfig: controlPlane.kubeconfigPath });
  const client = stack.use(createClient(config, { userAgent: 'bench' }));
  await untilServed(client, signal);
  const kubeconfigs = new Map<string, Promise<string>>();
  return {
    controlPlane,
    postgres,
    audit: stack.use(new AuditLog(auditFile)),
    client,
    kubeconfigOf(name) {
      const made =
        kubeconfigs.get(name) ??
        controlPlane.addUser({ name, groups: [PEERS_GROUP] }).then(({ kubeconfigPath }) => kubeconfigPath);
      kubeconfigs.set(name, made);
      return made;
    },
  };
}

const SERVED_WITHIN_MS = 30_000;
const POLL_MS = 100;

/** Some seconds after its CRD is established the API server begins to take a kind's creations. */
async function untilServed(client: LiveClient, signal: AbortSignal): Promise<void> {
  const probe = {
    metadata: { namespace: 'default', name: 'probe' },
    spec: { table: 'none', name: 'probe', age: 1, country: 'none' },
  };
  const deadline = performance.now() + SERVED_WITHIN_MS;
  for (;;) {
    try {
      await client.create(PostgresWriter, probe, { dryRun: true });
      return;
    } catch (thrown) {
      if (!isServiceUnavailable(thrown) || performance.now() > deadline) throw thrown;
    }
    await delay(POLL_MS, undefined, { signal });
  }
}
