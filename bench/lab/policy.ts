import { setTimeout as delay } from 'node:timers/promises';
import { createNamespace } from '@kubewright/envtest';
import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';
import { finalizerPolicyOverlay } from '../../hack/lib/finalizer-policy.ts';
import { TABLE } from './objects.ts';
import type { Lab } from './servers.ts';

const PATIENCE_MS = 30_000;
const POLL_MS = 100;

/** Has the API server set the finalizer at creation from now on, as `make install` does; resolves once it does so. */
export async function setFinalizerAtAdmission({ controlPlane, client }: Lab): Promise<void> {
  await using overlay = await finalizerPolicyOverlay({ namespaces: [] });
  const { exitCode, stderr } = await controlPlane.kubectl('apply', '--server-side', '-k', overlay.path);
  if (exitCode !== 0) throw new Error(`the policy was not installed: ${stderr.trim()}`);
  const namespace = await createNamespace(controlPlane.access.config, 'policy');
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { metadata } = await client.create(
      PostgresWriter,
      { metadata: { namespace, name: 'probe' }, spec: { table: TABLE, name: 'probe', age: 1, country: 'none' } },
      { dryRun: true },
    );
    if ((metadata.finalizers?.length ?? 0) > 0) return;
    if (performance.now() > deadline) throw new Error('the API server does not obey the policy');
    await delay(POLL_MS);
  }
}
