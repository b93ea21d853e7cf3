import { isNotFound, setControllerReference } from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import {
  addFinalizerPatch,
  controllerManagedBy,
  createManager,
  createOrUpdate,
  discardLogger,
  done,
  hasFinalizer,
  loadConfig,
  removeFinalizerPatch,
  type Manager,
  type ManagerOptions,
} from '@kubewright/controller-runtime';

const FINALIZER = 'copies.example.com/copy';
/** Only these are copied. */
export const ORIGINAL = { role: 'original' };
export const copyOf = (name: string): string => `${name}-copy`;

export interface CopyOperator extends AsyncDisposable {
  readonly manager: Manager;
  /** Settles as the manager's `start` does. */
  readonly ended: Promise<void>;
}

let operators = 0;

/**
 * The smallest operator that has everything: of each original it keeps a copy, and takes it away with the original, by a
 * finalizer. For what the framework promises whatever the API server does.
 */
export async function startCopyOperator(
  kubeconfig: string,
  namespace: string,
  options: ManagerOptions = {},
): Promise<CopyOperator> {
  const manager = await createManager({
    config: await loadConfig({ kubeconfig }),
    logger: discardLogger,
    metrics: { bindAddress: '0' },
    ...options,
    cache: { namespaces: [namespace], freeze: true, ...options.cache },
  });
  const { client } = manager;
  await controllerManagedBy(manager)
    .for(ConfigMap)
    .owns(ConfigMap)
    .named(`copies-${(operators += 1)}`)
    .completeWithObject(async (original, { signal }) => {
      if (original.metadata.labels?.['role'] !== ORIGINAL.role) return done;
      const key = { namespace, name: original.metadata.name };
      const copy = { namespace, name: copyOf(key.name) };
      if (original.metadata.deletionTimestamp !== undefined) {
        if (!hasFinalizer(original, FINALIZER)) return done;
        await client.delete(ConfigMap, copy, { signal }).catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
        });
        const patch = removeFinalizerPatch(original, FINALIZER);
        if (patch !== undefined) await client.patch(ConfigMap, key, patch, { signal });
        return done;
      }
      const patch = addFinalizerPatch(original, FINALIZER);
      if (patch !== undefined) await client.patch(ConfigMap, key, patch, { signal });
      const { data = {} } = original;
      await createOrUpdate(
        client,
        ConfigMap,
        copy,
        (current) => setControllerReference(original, { ...current, data }),
        { signal },
      );
      return done;
    });
  const stop = new AbortController();
  const ended = manager.start(stop.signal);
  // Whoever awaits `ended` hears of a failure.
  ended.catch(() => undefined);
  return {
    manager,
    ended,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended.catch(() => undefined);
    },
  };
}
