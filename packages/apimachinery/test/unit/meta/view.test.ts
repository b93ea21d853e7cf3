import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  asSeen,
  partialObjectMetadata,
  projectionOf,
  unstructured,
  viewOf,
  type Kind,
  type KubernetesObject,
  type ObjectOf,
  type PartialObjectMetadata,
  type Stored,
} from '../../../src/index.ts';

interface Widget extends KubernetesObject {
  readonly spec?: { readonly size?: number; readonly text?: string };
}
const WIDGET: Kind<Widget> = {
  group: 'demo.example.com',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  singular: 'widget',
  listKind: 'WidgetList',
  scope: 'Namespaced',
  subresources: ['status'],
};
const widget: Stored<Widget> = {
  apiVersion: 'demo.example.com/v1',
  kind: 'Widget',
  metadata: {
    namespace: 'n',
    name: 'a',
    uid: 'u',
    resourceVersion: '7',
    generation: 2,
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { app: 'web' },
    annotations: { long: 'text' },
    managedFields: [{ manager: 'me' }],
  },
  spec: { size: 3, text: 'long' },
};

test('a whole object is seen as it is', () => {
  expect(asSeen(WIDGET, widget)).toBe(widget);
  expect(viewOf(widget)).toBeUndefined();
});

describe('metadata alone', () => {
  const metadata = partialObjectMetadata(WIDGET);

  test('has the metadata and the kind, and by its type no spec', () => {
    const seen = asSeen(metadata, widget);
    expectTypeOf(seen).toEqualTypeOf<Stored<PartialObjectMetadata>>();
    expectTypeOf(seen).not.toHaveProperty('spec');
    const { apiVersion, kind, metadata: all } = widget;
    expect({ ...seen }).toMatchObject({ apiVersion, kind, metadata: all });
    expect(seen).not.toHaveProperty('spec');
    expect(viewOf({ ...seen })).toBe('metadata');
  });

  test('is the same resource', () => {
    expect(metadata).toMatchObject(WIDGET);
  });
});

describe('a projection', () => {
  const sizes = projectionOf(WIDGET, ({ spec }) => ({ size: spec?.size ?? 0 }));

  test('has what was chosen and all metadata but managedFields, and no more', () => {
    const seen = asSeen(sizes, widget);
    expectTypeOf(seen.size).toEqualTypeOf<number>();
    expectTypeOf(seen).not.toHaveProperty('spec');
    const { managedFields: _, ...metadata } = widget.metadata;
    expect(JSON.parse(JSON.stringify(seen))).toEqual({
      size: 3,
      apiVersion: 'demo.example.com/v1',
      kind: 'Widget',
      metadata,
    });
    expect(viewOf({ ...seen })).toBe('projection');
    expect(Object.keys(widget.metadata), 'the original is whole').toContain('managedFields');
  });

  test('has of the metadata what was chosen, beside what identifies the object', () => {
    const labelled = projectionOf(WIDGET, ({ metadata: { labels = {} } }) => ({ metadata: { labels } }));
    expect(asSeen(labelled, widget).metadata).toEqual({
      namespace: 'n',
      name: 'a',
      uid: 'u',
      resourceVersion: '7',
      generation: 2,
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: 'web' },
    });
  });

  test('is told apart from other projections', () => {
    expect(projectionOf(WIDGET, () => ({})).view).not.toEqual(sizes.view);
  });
});

describe('a kind without a type', () => {
  test.each([
    { apiVersion: 'v1', kind: 'Pod', expected: { group: '', version: 'v1', plural: 'pods', listKind: 'PodList' } },
    { apiVersion: 'apps/v1', kind: 'Deployment', expected: { group: 'apps', version: 'v1', plural: 'deployments' } },
    { apiVersion: 'x.io/v1', kind: 'Policy', expected: { plural: 'policies' } },
    { apiVersion: 'x.io/v1', kind: 'Status', expected: { plural: 'statuses' } },
    { apiVersion: 'v1', kind: 'Endpoints', expected: { plural: 'endpoints' } },
  ])('$kind guesses its resource', ({ expected, ...named }) => {
    expect(unstructured(named)).toMatchObject({ ...expected, guessed: 'scope' });
  });

  test('needs to be named', () => {
    expect(() => unstructured({ apiVersion: '', kind: 'Pod' })).toThrow(TypeError);
  });

  test('has fields of any type', () => {
    expectTypeOf<ObjectOf<ReturnType<typeof unstructured>>['spec']>().toBeUnknown();
  });
});
