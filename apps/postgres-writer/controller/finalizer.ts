import { objectKeyOf, type Stored } from '@kubewright/apimachinery';
import { jsonPatch, type CallOptions, type Client } from '@kubewright/controller-runtime/client';
import { PostgresWriter } from '../api/v1/index.ts';

/** Keeps an object until its row is proven absent. The Go original's name: an upgrade in place works. */
export const FINALIZER = 'finalizers.postgreswriters.demo.yash.com/cleanup-row';

// placeholder until framework
export async function addFinalizer(
  client: Client,
  object: Stored<PostgresWriter>,
  { signal }: CallOptions,
): Promise<Stored<PostgresWriter>> {
  const { uid, resourceVersion, finalizers } = object.metadata;
  return client.patch(
    PostgresWriter,
    objectKeyOf(object),
    jsonPatch(
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
      ...(finalizers === undefined || finalizers.length === 0
        ? ([{ op: 'add', path: '/metadata/finalizers', value: [FINALIZER] }] as const)
        : ([{ op: 'add', path: '/metadata/finalizers/-', value: FINALIZER }] as const)),
    ),
    signal === undefined ? {} : { signal },
  );
}
export async function removeFinalizer(
  client: Client,
  object: Stored<PostgresWriter>,
  { signal }: CallOptions,
): Promise<void> {
  const { uid, resourceVersion, finalizers = [] } = object.metadata;
  const index = finalizers.indexOf(FINALIZER);
  await client.patch(
    PostgresWriter,
    objectKeyOf(object),
    jsonPatch(
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
      { op: 'remove', path: `/metadata/finalizers/${index}` },
    ),
    signal === undefined ? {} : { signal },
  );
}
