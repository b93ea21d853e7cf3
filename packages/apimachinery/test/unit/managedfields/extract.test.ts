import {
  extractApplyConfiguration,
  view,
  type KubernetesObject,
  type ManagedFieldsEntry,
  type Stored,
} from '@kubewright/apimachinery';
import type { Deployment } from '@kubewright/apimachinery/apps/v1';
import type { ConfigMap, Pod } from '@kubewright/apimachinery/core/v1';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';

const applied = (manager: string, fieldsV1: object, over: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry => ({
  manager,
  operation: 'Apply',
  apiVersion: 'v1',
  fieldsV1: fieldsV1 as Readonly<Record<string, unknown>>,
  ...over,
});

const key = { namespace: 'n', name: 'a' };
const meta = (managedFields?: readonly ManagedFieldsEntry[]) => ({
  ...{ ...key, uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', labels: { a: '1', b: '2' } },
  ...(managedFields !== undefined && { managedFields }),
});
const aPod = (...managedFields: readonly ManagedFieldsEntry[]): Stored<Pod> => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { ...meta(managedFields), finalizers: ['x/y', 'x/z'] },
  spec: {
    nodeName: 'one',
    dnsPolicy: 'ClusterFirst',
    containers: [
      { name: 'main', image: 'i', args: ['a', 'b'], ports: [{ containerPort: 80, protocol: 'TCP', name: 'web' }] },
      { name: 'side', image: 'j' },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
    securityContext: { runAsUser: 1 },
  },
});
const configuration = { apiVersion: 'v1', kind: 'Pod', metadata: key };

describe('what a manager applied', () => {
  test('is its fields, the items of its lists by their keys, and the name', () => {
    const fields = {
      'f:metadata': { 'f:labels': { 'f:a': {} }, 'f:finalizers': { 'v:"x/z"': {} } },
      'f:spec': {
        'f:nodeName': {},
        'f:containers': {
          'k:{"name":"main"}': {
            '.': {},
            'f:args': {},
            'f:name': {},
            'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
          },
        },
      },
    };
    expect(extractApplyConfiguration(aPod(applied('me', fields)), 'me')).toEqual({
      ...configuration,
      metadata: { ...key, labels: { a: '1' }, finalizers: ['x/z'] },
      spec: {
        nodeName: 'one',
        containers: [{ name: 'main', args: ['a', 'b'], ports: [{ containerPort: 80 }] }],
      },
    });
  });

  test('is the name alone where it applied nothing: updates, subresources and others do not count', () => {
    const spec = { 'f:spec': { 'f:nodeName': {} } };
    const pod = aPod(
      applied('me', spec, { operation: 'Update' }),
      applied('me', spec, { subresource: 'status' }),
      applied('other', spec),
    );
    expect(extractApplyConfiguration(pod, 'me')).toEqual(configuration);
    expect(extractApplyConfiguration(pod, 'me', { subresource: 'status' })).toEqual({
      ...configuration,
      spec: { nodeName: 'one' },
    });
  });

  test('is without what is gone, but for what is owned itself', () => {
    const fields = {
      'f:spec': {
        'f:hostname': {},
        'f:tolerations': {},
        'f:volumes': { 'k:{"name":"gone"}': { 'f:name': {} } },
        'f:containers': {
          'k:{"name":"gone"}': { 'f:name': {} },
          'k:{"name":"side"}': { '.': {}, 'f:args': {} },
        },
      },
    };
    expect(extractApplyConfiguration(aPod(applied('me', fields)), 'me')).toEqual({
      ...configuration,
      spec: { containers: [{ name: 'side' }] },
    });
  });

  test('is whole where it is not divided, and empty where others own parts of it', () => {
    const fields = { 'f:metadata': { 'f:labels': {} }, 'f:spec': { 'f:securityContext': {}, 'f:containers': {} } };
    const others = applied('other', {
      'f:metadata': { 'f:labels': { 'f:a': {} } },
      'f:spec': { 'f:containers': { 'k:{"name":"side"}': { '.': {}, 'f:name': {} } } },
    });
    expect(extractApplyConfiguration(aPod(applied('me', fields), others), 'me')).toEqual({
      ...configuration,
      metadata: { ...key, labels: {} },
      spec: { securityContext: { runAsUser: 1 }, containers: [] },
    });
  });

  test('is no name of JavaScript’s own', () => {
    const object: Stored<ConfigMap> = {
      ...{ apiVersion: 'v1', kind: 'ConfigMap' },
      metadata: meta([applied('me', { 'f:data': { 'f:__proto__': {}, 'f:constructor': {} } })]),
      data: JSON.parse('{"__proto__":"p"}') as Readonly<Record<string, string>>,
    };
    const { data = {} } = extractApplyConfiguration(object, 'me');
    expect(Object.entries(data)).toEqual([['__proto__', 'p']]);
  });
});

interface Recorded {
  readonly object: Stored<KubernetesObject>;
  /** By manager. */
  readonly extracted: Readonly<Record<string, unknown>>;
}

/**
 * Objects of a real API server, to which three managers applied random configurations, and what `Extract…From` of client-go
 * 0.37.2 makes of them.
 */
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'zz_generated.extracted-by-go.json'), 'utf8'),
) as readonly Recorded[];

test.each(recorded)('what managers applied to a $object.kind is what client-go extracts', ({ object, extracted }) => {
  const managers = Object.keys(extracted);
  const ours = managers.map((manager) => [manager, extractApplyConfiguration(object, manager)]);
  expect(Object.fromEntries(ours)).toEqual(extracted);
});

describe('an object', () => {
  test('without managedFields, or of which a part was read, is refused: what was applied would be given up', () => {
    const { metadata, ...rest } = aPod();
    const cached = { ...rest, metadata: { ...metadata, ...meta() } };
    expect(() => extractApplyConfiguration({ ...cached, metadata: meta() }, 'me')).toThrow(
      'Pod "n/a" has no managedFields, or is a part: read it live and whole',
    );
    expect(() => extractApplyConfiguration({ [view]: 'metadata', ...aPod() } as never, 'me')).toThrow(TypeError);
  });

  test('that was applied in another version is refused', () => {
    const pod = aPod(applied('me', {}, { apiVersion: 'v0' }));
    expect(() => extractApplyConfiguration(pod, 'me')).toThrow('Pod "n/a" was applied by "me" in v0, and read in v1');
  });

  test('gives a configuration of its type', () => {
    type Extracted = ReturnType<typeof extractApplyConfiguration<Stored<Deployment>>>;
    expectTypeOf<Extracted['metadata']['name']>().toBeString();
    expectTypeOf<NonNullable<Extracted['spec']>['replicas']>().toEqualTypeOf<number | undefined>();
  });
});
