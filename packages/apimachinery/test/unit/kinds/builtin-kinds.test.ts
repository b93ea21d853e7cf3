import type { Kind, Stored } from '@kubewright/apimachinery';
import { Deployment, type DeploymentList, type DeploymentSpec } from '@kubewright/apimachinery/apps/v1';
import type { CustomResourceDefinition, JSONSchemaProps } from '@kubewright/apimachinery/apiextensions/v1';
import { type ConfigMap, Namespace, Pod, type PodSpec } from '@kubewright/apimachinery/core/v1';
import { addToScheme } from '@kubewright/apimachinery/kinds';
import type { Eviction } from '@kubewright/apimachinery/policy/v1';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';

const PACKAGE = join(import.meta.dirname, '../../..');
const kinds: Kind[] = [];
addToScheme({ register: (...more) => kinds.push(...more) });

describe('the built-in kinds', () => {
  test('are values that a client can use, frozen', () => {
    expect(Pod).toMatchObject({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' });
    expect(Pod.subresources).toContain('eviction');
    expect(Namespace.scope).toBe('Cluster');
    expect(Object.isFrozen(Deployment) && Object.isFrozen(Deployment.subresources)).toBe(true);
  });

  test('are there in all groups, each once', () => {
    const names = kinds.map(({ group, version, kind }) => `${group}/${version} ${kind}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        '/v1 Event',
        'events.k8s.io/v1 Event',
        'autoscaling/v1 HorizontalPodAutoscaler',
        'autoscaling/v2 HorizontalPodAutoscaler',
        'apiregistration.k8s.io/v1 APIService',
      ]),
    );
  });

  test('can be imported by the name of their group and version', () => {
    const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
      readonly exports: Readonly<Record<string, { readonly '@kubewright/source': string }>>;
    };
    const exported = Object.entries(exports).map(([subpath, { '@kubewright/source': source }]) => [subpath, source]);
    const generated = readdirSync(join(PACKAGE, 'src/kinds')).map((file) => {
      const subpath = /^zz_generated\.(\w+)-(v\w+)\.ts$/.exec(file);
      return [subpath === null ? './kinds' : `./${subpath[1]}/${subpath[2]}`, `./src/kinds/${file}`];
    });
    // Beside the kinds: the types alone that people embed.
    const embedded = ['./core', './src/core/zz_generated.index.ts'];
    expect(exported.slice(1).sort()).toEqual([...generated, embedded].sort());
  });

  test('are types as well', () => {
    expectTypeOf<Pod['spec']>().toEqualTypeOf<PodSpec | undefined>();
    expectTypeOf<DeploymentList['items'][number]['spec']>().toEqualTypeOf<DeploymentSpec>();
    expectTypeOf<Stored<ConfigMap>['data']>().toEqualTypeOf<Readonly<Record<string, string>> | undefined>();
    expectTypeOf(Pod).toEqualTypeOf<Kind<Pod>>();
    // @ts-expect-error data is text
    ({ metadata: {}, data: { a: 1 } }) satisfies ConfigMap;
  });

  test('are typed where Go writes JSON by hand', () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      properties: { any: { default: { a: [1] } }, list: { items: { type: 'string' } } },
    } as const satisfies JSONSchemaProps;
    const names = { plural: 'things', kind: 'Thing' };
    const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }];
    ({
      metadata: {},
      spec: { group: 'example.com', scope: 'Cluster', names, versions },
    }) satisfies CustomResourceDefinition;
    ({ metadata: { name: 'a' }, deleteOptions: { gracePeriodSeconds: 1 } }) satisfies Eviction;
  });
});
