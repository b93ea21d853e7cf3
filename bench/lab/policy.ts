import { setTimeout as delay } from 'node:timers/promises';
import { isServiceUnavailable } from '@kubewright/apimachinery';
import { createNamespace } from '@kubewright/envtest';
import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';
import { finalizerPolicyOverlay } from '../../hack/lib/finalizer-policy.ts';
import { TABLE } from './objects.ts';
import type { Lab } from './servers.ts';

const PATIENCE_MS = 90_000;
const POLL_MS = 100;

/** Has the API server set the finalizer at creation from now on, as `make install` does; resolves once it does so. */
export async function setFinalizerAtAdmission({ controlPlane, client }: Lab): Promise<void> {
  await using overlay = await finalizerPolicyOverlay({ namespaces: [] });
  const { exitCode, stderr } = await controlPlane.kubectl('apply', '--server-side', '-k', overlay.path);
  if (exitCode !== 0) throw new Error(`the policy was not installed: ${stderr.trim()}`);
  const namespace = await createNamespace(controlPlane.access.config, 'policy');
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    if (await isSet(client, namespace)) return;
    if (performance.now() > deadline) throw new Error('the API server does not obey the policy');
    await delay(POLL_MS);
  }
}

/** While the API server has not read the schema of a new CRD, it refuses what a policy would change. */
async function isSet(client: Lab['client'], namespace: string): Promise<boolean> {
  const spec = { table: TABLE, name: 'probe', age: 1, country: 'none' };
  try {
    const probe = { metadata: { namespace, name: 'probe' }, spec };
    const { metadata } = await client.create(PostgresWriter, probe, { dryRun: true });
    return (metadata.finalizers?.length ?? 0) > 0;
  } catch (thrown) {
    if (isServiceUnavailable(thrown)) return false;
    throw thrown;
  }
}
