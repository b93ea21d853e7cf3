import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  AlreadyOwnedError,
  controllerOf,
  hasOwnerReference,
  isControlledBy,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
  type KubernetesObject,
  type Stored,
} from '../../../src/index.ts';

const stored = (kind: string, name: string, namespace?: string): Stored<KubernetesObject> => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: {
    ...(namespace !== undefined && { namespace }),
    name,
    uid: `uid-${name}`,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
});
interface Pod extends KubernetesObject {
  readonly spec: { readonly image: string };
}
const owner = stored('Deployment', 'web', 'n');
const other = stored('Deployment', 'api', 'n');
const pod: Pod = { kind: 'Pod', metadata: { namespace: 'n', name: 'p' }, spec: { image: 'i' } };
const reference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'uid-web' };

describe('a controller reference', () => {
  test('is put beside what is there, and the object given stays as it was', () => {
    const owned = setControllerReference(owner, setOwnerReference(other, pod));
    expectTypeOf(owned).toEqualTypeOf<Pod>();
    expect(owned.spec).toBe(pod.spec);
    expect(owned.metadata.ownerReferences).toEqual([
      { ...reference, name: 'api', uid: 'uid-api' },
      { ...reference, controller: true, blockOwnerDeletion: true },
    ]);
    expect(controllerOf(owned)?.name).toBe('web');
    expect(pod.metadata).not.toHaveProperty('ownerReferences');
  });

  test('is replaced by a newer one to the same owner, whatever the version of its API', () => {
    const before = setControllerReference({ ...owner, apiVersion: 'apps/v1beta1' }, pod);
    const again = setControllerReference(owner, before, { blockOwnerDeletion: false });
    expect(again.metadata.ownerReferences).toEqual([{ ...reference, controller: true, blockOwnerDeletion: false }]);
  });

  test('is refused where another is the controller', () => {
    const owned = setControllerReference(other, pod);
    expect(() => setControllerReference(owner, owned)).toThrow(AlreadyOwnedError);
    expect(() => setControllerReference(owner, owned)).toThrow(
      'Pod n/p is already owned by another controller: Deployment api',
    );
  });

  test('is to this very object only with its uid', () => {
    const owned = setControllerReference(owner, pod);
    expect(isControlledBy(owner, owned)).toBe(true);
    expect(isControlledBy({ ...owner, metadata: { ...owner.metadata, uid: 'new' } }, owned)).toBe(false);
    expect(isControlledBy(owner, pod)).toBe(false);
  });
});

describe('an owner reference', () => {
  test('says that it blocks the owner’s deletion only when asked to', () => {
    expect(setOwnerReference(owner, pod).metadata.ownerReferences).toEqual([reference]);
    expect(setOwnerReference(owner, pod, { blockOwnerDeletion: true }).metadata.ownerReferences).toEqual([
      { ...reference, blockOwnerDeletion: true },
    ]);
  });

  test.each([
    { what: 'another namespace', object: { metadata: { namespace: 'm' } }, says: 'cannot be owned by one in another' },
    { what: 'no namespace', object: { metadata: {} }, says: 'a cluster-scoped object cannot be owned' },
  ])('is refused for an object in $what', ({ object, says }) => {
    expect(() => setOwnerReference(owner, object)).toThrow(RangeError);
    expect(() => setControllerReference(owner, object)).toThrow(says);
  });

  test('may be to a cluster-scoped owner from anywhere', () => {
    const node = stored('Node', 'a');
    expect(hasOwnerReference(node, setOwnerReference(node, pod))).toBe(true);
    expect(hasOwnerReference(node, setOwnerReference(node, { metadata: {} }))).toBe(true);
  });

  test('is taken away, and nothing else', () => {
    const owned = setOwnerReference(other, setControllerReference(owner, pod));
    const left = removeOwnerReference(owner, owned);
    expect(left.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['api']);
    expect(removeOwnerReference(other, left).metadata).toEqual(pod.metadata);
    expect(removeOwnerReference(owner, left)).toBe(left);
  });
});
