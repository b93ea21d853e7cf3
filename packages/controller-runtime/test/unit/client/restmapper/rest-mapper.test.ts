import type { Kind } from '@kubewright/apimachinery';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { NoKindMatchError } from '../../../../src/client/discovery/index.ts';
import {
  AmbiguousMatchError,
  CachingRestMapper,
  KindResolver,
  NoResourceMatchError,
} from '../../../../src/client/restmapper/index.ts';
import type { ServedKinds } from '../../../../src/client/restmapper/served-kinds.ts';
import { unstructured } from '@kubewright/apimachinery';

const aKind = (group: string, version: string, kind: string, over: Partial<Kind> = {}): Kind => ({
  group,
  version,
  kind,
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  listKind: `${kind}List`,
  scope: 'Namespaced',
  subresources: [],
  ...over,
});
const pod = aKind('', 'v1', 'Pod');
const node = aKind('', 'v1', 'Node', { scope: 'Cluster' });
const deployment = aKind('apps', 'v1', 'Deployment');
const oldDeployment = aKind('apps', 'v1beta1', 'Deployment');
const otherDeployment = aKind('other.example.com', 'v1', 'Deployment');
const alpha = aKind('apps', 'v1alpha1', 'Thing');
const beta = aKind('apps', 'v1beta1', 'Thing');

let served: readonly Kind[];
let failed: Map<string, Error>;
let asked: number;
let clock: FakeClock;
let mapper: CachingRestMapper;

beforeEach(() => {
  served = [pod, node, deployment, oldDeployment, alpha, beta, otherDeployment];
  failed = new Map();
  asked = 0;
  clock = new FakeClock();
  mapper = new CachingRestMapper(async () => {
    asked += 1;
    return await Promise.resolve<ServedKinds>({ kinds: served, failed });
  }, clock);
});

describe('a mapper of kinds to resources', () => {
  test('asks once for all that is there', async () => {
    expect(await mapper.kindFor({ group: '', version: 'v1', kind: 'Pod' })).toEqual(pod);
    expect(await mapper.kindFor({ group: 'apps', version: 'v1beta1', kind: 'Deployment' })).toEqual(oldDeployment);
    expect(asked).toBe(1);
  });

  test('finds the version that the server prefers', async () => {
    expect(await mapper.preferredKindFor({ group: 'apps', kind: 'Deployment' })).toEqual(deployment);
  });

  test.each([
    { wanted: { resource: 'deployments' }, expected: deployment },
    { wanted: { resource: 'deployment' }, expected: deployment },
    { wanted: { resource: 'deployments', group: 'other.example.com' }, expected: otherDeployment },
    { wanted: { resource: 'deployments', version: 'v1beta1' }, expected: oldDeployment },
    { wanted: { resource: 'nodes', group: '' }, expected: node },
  ])('finds the kind of the resource $wanted', async ({ wanted, expected }) => {
    expect(await mapper.kindForResource(wanted)).toEqual(expected);
  });

  test('says which versions there are when the preferred one is not among them', async () => {
    const ambiguous = mapper.preferredKindFor({ group: 'apps', kind: 'Thing' });
    await expect(ambiguous).rejects.toThrow(AmbiguousMatchError);
    await expect(ambiguous).rejects.toThrow('Thing (apps/v1alpha1), Thing (apps/v1beta1)');
  });

  test('says what is not served', async () => {
    const kind = mapper.kindFor({ group: 'none.example.com', version: 'v1', kind: 'Gadget' });
    const preferred = mapper.preferredKindFor({ group: 'apps', kind: 'Gadget' });
    const resource = mapper.kindForResource({ resource: 'gadgets', group: 'apps' });
    const outcomes = Promise.allSettled([kind, preferred, resource]);
    await clock.advance(5_000);
    await outcomes;
    await expect(kind).rejects.toThrow(NoKindMatchError);
    await expect(kind).rejects.toThrow('no matches for kind "Gadget" in version "none.example.com/v1": install its');
    await expect(preferred).rejects.toThrow('no matches for kind "Gadget" in group "apps"');
    await expect(resource).rejects.toThrow(NoResourceMatchError);
    await expect(resource).rejects.toThrow('no matches for resource "gadgets" in group "apps"');
  });

  test('says that a server could not tell, where it could not', async () => {
    failed.set('metrics.example.com/v1', new Error('503'));
    await expect(mapper.kindFor({ group: 'metrics.example.com', version: 'v1', kind: 'Metric' })).rejects.toThrow(
      'could not tell what it serves there (503)',
    );
  });

  test('finds what was installed later, and asks once a second for all who look', async () => {
    await mapper.kindFor(pod);
    const gadget = aKind('none.example.com', 'v1', 'Gadget');
    served = [...served, gadget];
    const looking = Promise.all([mapper.kindFor(gadget), mapper.kindForResource({ resource: 'gadgets' })]);
    await clock.advance(999);
    expect(asked).toBe(1);
    await clock.advance(1);
    expect(await looking).toEqual([gadget, gadget]);
    expect(asked).toBe(2);
  });

  test('asks again after a failure', async () => {
    let fails = true;
    const flaky = new CachingRestMapper(async () => {
      if (fails) throw new Error('refused');
      return await Promise.resolve({ kinds: served, failed });
    }, clock);
    await expect(flaky.kindFor(pod)).rejects.toThrow('refused');
    fails = false;
    const again = flaky.kindFor(pod);
    await clock.advance(1_000);
    expect(await again).toEqual(pod);
  });

  test('lets one who looks give up, and the others go on', async () => {
    await mapper.kindFor(pod);
    const stop = new AbortController();
    const gadget = aKind('none.example.com', 'v1', 'Gadget');
    served = [...served, gadget];
    const one = mapper.kindFor(gadget, { signal: stop.signal });
    const other = mapper.kindFor(gadget);
    stop.abort(new Error('enough'));
    await expect(one).rejects.toThrow('enough');
    await clock.advance(1_000);
    expect(await other).toEqual(gadget);
  });
});

describe('a kind without a type', () => {
  test('gets its resource from the server, once', async () => {
    served = [{ ...pod, plural: 'pödse', subresources: ['status'] }];
    const resolver = new KindResolver(mapper);
    const kind = unstructured({ apiVersion: 'v1', kind: 'Pod' });
    const resolved = await resolver.resolve(kind, undefined);
    expect(resolved).toMatchObject({ plural: 'pödse', subresources: ['status'] });
    expect(resolved).not.toHaveProperty('guessed');
    expect(resolver.resolve(kind, undefined)).toBe(resolved);
  });

  test('gets its scope from the server, too, where it does not say one', async () => {
    const resolver = new KindResolver(mapper);
    const resolved = await resolver.resolve(unstructured({ apiVersion: 'v1', kind: 'Node' }), undefined);
    expect(resolved.scope).toBe('Cluster');
  });

  test('is refused when its scope is another than it says', async () => {
    const resolver = new KindResolver(mapper);
    const kind = unstructured({ apiVersion: 'v1', kind: 'Node', scope: 'Namespaced' });
    await expect(resolver.resolve(kind, undefined)).rejects.toThrow(
      `Node (v1) is cluster-scoped: leave scope out of unstructured(), or say 'Cluster'`,
    );
  });

  test('a typed kind is not asked for', () => {
    expect(new KindResolver(mapper).resolve(pod, undefined)).toBe(pod);
    expect(asked).toBe(0);
  });
});
