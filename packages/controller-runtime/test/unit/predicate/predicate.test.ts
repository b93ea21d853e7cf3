import type { KubernetesObject, ObjectMeta, Stored } from '@kubewright/apimachinery';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { CreateEvent, DeleteEvent, UpdateEvent } from '../../../src/event/index.ts';
import {
  and,
  annotationChanged,
  funcs,
  generationChanged,
  labelChanged,
  labelSelector,
  matching,
  not,
  or,
  resourceVersionChanged,
  type Predicate,
} from '../../../src/predicate/index.ts';

const anObject = (metadata: ObjectMeta = {}): Stored<KubernetesObject> => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
});
const create = (metadata?: ObjectMeta): CreateEvent<KubernetesObject> => ({
  type: 'create',
  object: anObject(metadata),
  isInInitialList: false,
});
const update = (before: ObjectMeta, after: ObjectMeta): UpdateEvent<KubernetesObject> => ({
  type: 'update',
  oldObject: anObject(before),
  object: anObject(after),
});
const deletion: DeleteEvent<KubernetesObject> = { type: 'delete', object: anObject(), finalStateUnknown: false };

describe('changes', () => {
  test.each<{
    name: string;
    predicate: Predicate<KubernetesObject>;
    before: ObjectMeta;
    after: ObjectMeta;
    want: boolean;
  }>([
    {
      name: 'generation changed',
      predicate: generationChanged(),
      before: { generation: 1 },
      after: { generation: 2 },
      want: true,
    },
    {
      name: 'generation equal',
      predicate: generationChanged(),
      before: { generation: 1 },
      after: { generation: 1 },
      want: false,
    },
    { name: 'generation unknown', predicate: generationChanged(), before: {}, after: {}, want: false },
    {
      name: 'version changed',
      predicate: resourceVersionChanged(),
      before: {},
      after: { resourceVersion: '2' },
      want: true,
    },
    { name: 'version equal', predicate: resourceVersionChanged(), before: {}, after: {}, want: false },
    { name: 'labels appeared', predicate: labelChanged(), before: {}, after: { labels: { a: '1' } }, want: true },
    { name: 'labels empty and absent', predicate: labelChanged(), before: {}, after: { labels: {} }, want: false },
    {
      name: 'labels in another order',
      predicate: labelChanged(),
      before: { labels: { a: '1', b: '2' } },
      after: { labels: { b: '2', a: '1' } },
      want: false,
    },
    {
      name: 'a label renamed',
      predicate: labelChanged(),
      before: { labels: { a: '1' } },
      after: { labels: { b: '1' } },
      want: true,
    },
    {
      name: 'another label',
      predicate: labelChanged('a'),
      before: { labels: { b: '1' } },
      after: { labels: { b: '2' } },
      want: false,
    },
    {
      name: 'this label',
      predicate: labelChanged('a'),
      before: { labels: { a: '1' } },
      after: { labels: { a: '2' } },
      want: true,
    },
    {
      name: 'annotation value',
      predicate: annotationChanged(),
      before: { annotations: { a: '1' } },
      after: { annotations: { a: '2' } },
      want: true,
    },
    {
      name: 'another annotation',
      predicate: annotationChanged('a'),
      before: {},
      after: { annotations: { b: '2' } },
      want: false,
    },
    {
      name: 'this annotation removed',
      predicate: annotationChanged('a'),
      before: { annotations: { a: '' } },
      after: {},
      want: true,
    },
    {
      name: 'a key that objects inherit',
      predicate: annotationChanged('constructor'),
      before: { annotations: {} },
      after: {},
      want: false,
    },
  ])('$name → $want', ({ predicate, before, after, want }) => {
    expect(predicate.update(update(before, after))).toBe(want);
  });

  test('concern updates only: all other events pass', () => {
    const predicate = and(generationChanged(), labelChanged(), annotationChanged('x'), resourceVersionChanged());
    expect(predicate.create(create())).toBe(true);
    expect(predicate.delete(deletion)).toBe(true);
    expect(predicate.generic({ type: 'generic', object: anObject() })).toBe(true);
  });
});

describe('selection', () => {
  test.each([
    { selector: 'app=web,tier!=db', labels: { app: 'web' }, want: true },
    { selector: 'app=web,tier!=db', labels: { app: 'web', tier: 'db' }, want: false },
    { selector: { matchLabels: { app: 'web' } }, labels: { app: 'web', x: 'y' }, want: true },
    { selector: { matchExpressions: [{ key: 'app', operator: 'Exists' as const }] }, labels: {}, want: false },
  ])('by labels $selector of $labels → $want', ({ selector, labels, want }) => {
    expect(labelSelector(selector).create(create({ labels }))).toBe(want);
  });

  test('refuses a selector that is none, at once', () => {
    expect(() => labelSelector('a in (')).toThrow();
  });

  test('by a function of the object; of updates, the new one', () => {
    const named = matching(({ metadata }) => metadata.name === 'b');
    expect(named.update(update({ name: 'a' }, { name: 'b' }))).toBe(true);
    expect(named.update(update({ name: 'b' }, { name: 'a' }))).toBe(false);
    expect(named.delete(deletion)).toBe(false);
    expect(named.generic({ type: 'generic', object: anObject({ name: 'b' }) })).toBe(true);
  });
});

describe('logic', () => {
  const yes = funcs({});
  const no = not(yes);
  const event = create();

  test.each([
    { name: 'and of none', predicate: and(), want: true },
    { name: 'and', predicate: and(yes, yes), want: true },
    { name: 'and with a no', predicate: and(yes, no), want: false },
    { name: 'or of none', predicate: or(), want: false },
    { name: 'or', predicate: or(no, yes), want: true },
    { name: 'or of noes', predicate: or(no, no), want: false },
    { name: 'not not', predicate: not(no), want: true },
  ])('$name → $want, for every event', ({ predicate, want }) => {
    expect(predicate.create(event)).toBe(want);
    expect(predicate.update(update({}, {}))).toBe(want);
    expect(predicate.delete(deletion)).toBe(want);
    expect(predicate.generic({ type: 'generic', object: anObject() })).toBe(want);
  });
});

test('types are inferred from where a predicate is used', () => {
  interface Pod extends KubernetesObject {
    readonly spec: { readonly nodeName: string };
  }
  const use = (predicates: readonly Predicate<Pod>[]): number => predicates.length;
  expect(
    use([
      generationChanged(),
      or(generationChanged(), annotationChanged('x')),
      funcs({ update: ({ object, oldObject }) => object.spec.nodeName !== oldObject.spec.nodeName }),
      matching(({ spec }) => spec.nodeName !== ''),
    ]),
  ).toBe(4);
  const ofPods = matching((pod: Pod) => pod.spec.nodeName === '');
  expectTypeOf(ofPods).toEqualTypeOf<Predicate<Pod>>();
  // @ts-expect-error a predicate that needs a Pod cannot judge any object
  const wrong: Predicate<KubernetesObject> = ofPods;
  expect(wrong).toBe(ofPods);
});
