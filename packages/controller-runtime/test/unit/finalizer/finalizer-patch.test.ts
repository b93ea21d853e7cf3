import type { KubernetesObject, Stored } from '@kubewright/apimachinery';
import { expect, test } from 'vitest';
import { addFinalizerPatch, hasFinalizer, removeFinalizerPatch } from '../../../src/finalizer/index.ts';

const OURS = 'example.com/ours';
const anObject = (finalizers?: readonly string[]): Stored<KubernetesObject> => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: {
    name: 'a',
    uid: 'uid-1',
    resourceVersion: '42',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...(finalizers && { finalizers }),
  },
});
const tests = [
  { op: 'test', path: '/metadata/uid', value: 'uid-1' },
  { op: 'test', path: '/metadata/resourceVersion', value: '42' },
];

test.each([
  { name: 'none is there', finalizers: undefined, want: { op: 'add', path: '/metadata/finalizers', value: [OURS] } },
  { name: 'the list is empty', finalizers: [], want: { op: 'add', path: '/metadata/finalizers', value: [OURS] } },
  { name: 'others are there', finalizers: ['x/y'], want: { op: 'add', path: '/metadata/finalizers/-', value: OURS } },
])('adds the finalizer behind the others when $name', ({ finalizers, want }) => {
  expect(addFinalizerPatch(anObject(finalizers), OURS)).toEqual({ type: 'json', operations: [...tests, want] });
});

test('has nothing to add when it is there', () => {
  expect(addFinalizerPatch(anObject(['x/y', OURS]), OURS)).toBeUndefined();
  expect(hasFinalizer(anObject(['x/y', OURS]), OURS)).toBe(true);
});

test('removes it from its own place, if it is still there', () => {
  expect(removeFinalizerPatch(anObject(['x/y', OURS, 'z/z']), OURS)).toEqual({
    type: 'json',
    operations: [
      ...tests,
      { op: 'test', path: '/metadata/finalizers/1', value: OURS },
      { op: 'remove', path: '/metadata/finalizers/1' },
    ],
  });
});

test.each([{ finalizers: undefined }, { finalizers: [] }, { finalizers: ['x/y'] }])(
  'has nothing to remove from $finalizers',
  ({ finalizers }) => {
    expect(removeFinalizerPatch(anObject(finalizers), OURS)).toBeUndefined();
    expect(hasFinalizer(anObject(finalizers), OURS)).toBe(false);
  },
);
