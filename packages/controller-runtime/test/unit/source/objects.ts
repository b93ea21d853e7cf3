import type { Kind, KubernetesObject, Stored } from '@kubewright/apimachinery';
import type { Cache, EventListener, Informer } from '../../../src/cache/index.ts';
import type { ObjectEvent } from '../../../src/event/index.ts';

export interface Thing extends KubernetesObject {
  readonly spec?: { readonly size: number };
}

export const Thing: Kind<Thing> = {
  group: 'example.com',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  singular: 'thing',
  listKind: 'ThingList',
  scope: 'Namespaced',
  subresources: ['status'],
};

export const aThing = (name: string, resourceVersion = '1'): Stored<Thing> => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { namespace: 'ns', name, uid: `uid-${name}`, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' },
});

export const created = (name: string, isInInitialList = false): ObjectEvent<Thing> => ({
  type: 'create',
  object: aThing(name),
  isInInitialList,
});

export const updated = (name: string, from = '1', to = '2'): ObjectEvent<Thing> => ({
  type: 'update',
  oldObject: aThing(name, from),
  object: aThing(name, to),
});

/** An informer that says what the test tells it to. */
export class ManualInformer implements Informer<Thing> {
  readonly listeners = new Set<EventListener<Thing>>();
  synced = true;
  error: Error | undefined;

  addListener(listener: EventListener<Thing>) {
    this.listeners.add(listener);
    return { hasSynced: () => this.synced, remove: () => void this.listeners.delete(listener) };
  }

  readonly hasSynced = (): boolean => this.synced;
  readonly quietForMs = (): number => 0;
  readonly lastError = (): Error | undefined => this.error;

  emit(...events: readonly ObjectEvent<Thing>[]): void {
    for (const event of events) for (const listener of this.listeners) listener(event);
  }
}

/** A cache with this one informer, whatever it is asked for. */
export const cacheOf = (informer: ManualInformer): Pick<Cache, 'informerFor'> => ({
  informerFor: <T extends KubernetesObject>() => informer as unknown as Informer<T>,
});
