// Every namespace with the label `quota: small` (or `large`) has a ResourceQuota, and keeps it: what somebody edits or
// deletes comes back, and once the label goes, so does the quota.
import { setControllerReference } from '@kubewright/apimachinery';
import { Namespace, ResourceQuota } from '@kubewright/apimachinery/core/v1';
import { controllerManagedBy, createManager, done, setupSignalHandler } from '@kubewright/controller-runtime';

const QUOTA_NAME = 'namespace-quota';
const SIZES: ReadonlyMap<string | undefined, Readonly<Record<string, string>>> = new Map([
  ['small', { pods: '10', 'requests.cpu': '2', 'requests.memory': '4Gi' }],
  ['large', { pods: '100', 'requests.cpu': '20', 'requests.memory': '40Gi' }],
]);

/**
 * What this program may do; `controller-gen rbac` writes config/rbac/role.yaml from it.
 * +kubebuilder:rbac:groups="",resources=namespaces,verbs=get;list;watch
 * +kubebuilder:rbac:groups="",resources=resourcequotas,verbs=get;list;watch;create;patch;delete
 */
const manager = await createManager({ metrics: { bindAddress: '0' } });
const { client } = manager;

await controllerManagedBy(manager)
  .for(Namespace)
  .owns(ResourceQuota)
  .completeWithObject(async (namespace, { signal, log }) => {
    const { name, labels, deletionTimestamp } = namespace.metadata;
    if (deletionTimestamp !== undefined) return done;
    const key = { namespace: name, name: QUOTA_NAME };
    const hard = SIZES.get(labels?.['quota']);
    if (hard === undefined) {
      const fieldSelector = `metadata.name=${QUOTA_NAME}`;
      const { items } = await client.list(ResourceQuota, { namespace: name, fieldSelector }); // from memory
      if (items.length > 0) await client.delete(ResourceQuota, key, { signal });
      return done;
    }
    const quota = setControllerReference(namespace, { metadata: key, spec: { hard } });
    await client.apply(ResourceQuota, quota, { fieldManager: QUOTA_NAME, force: true, signal });
    log.info('quota applied', hard);
    return done;
  });

await manager.start(setupSignalHandler());
