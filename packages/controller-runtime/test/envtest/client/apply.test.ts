import {
  extractApplyConfiguration,
  fieldManagerConflicts,
  isBadRequest,
  isConflict,
  isNotFound,
  unstructured,
  type ApplyConfigurationOf,
} from '@kubewright/apimachinery';
import { Deployment, type DeploymentSpec } from '@kubewright/apimachinery/apps/v1';
import { Namespace, Pod, Service } from '@kubewright/apimachinery/core/v1';
import {
  createClient,
  inNamespace,
  loadConfig,
  mergePatch,
  NoKindMatchError,
  scaleOf,
  withFieldOwner,
  type Client,
  type LiveClient,
} from '@kubewright/controller-runtime/client';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const env = testEnvironment();
let live: LiveClient;
/** For the test's namespace, and for what `me` applies. */
let client: Client;
beforeAll(async () => {
  live = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  client = withFieldOwner(inNamespace(live, env.namespace), 'me');
});
afterAll(async () => {
  await live.close();
});
const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

const web = (name: string, spec: ApplyConfigurationOf<Deployment>['spec'] = {}) => ({
  metadata: { name, labels: { app: name } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'web:1',
            env: [{ name: 'MODE', value: 'fast' }],
            ports: [{ containerPort: 80, protocol: 'TCP' }],
          },
          { name: 'side', image: 'side:1', args: ['-v'] },
        ],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
    ...spec,
  },
});

describe('on a real API server, apply', () => {
  test('creates, changes and takes away what it said before, as its field manager', async () => {
    const created = await client.apply(Deployment, web('applied'));
    expect(created.metadata.managedFields).toMatchObject([
      { manager: 'me', operation: 'Apply', apiVersion: 'apps/v1' },
    ]);
    const { replicas: _, ...rest } = web('applied').spec;
    const changed = await client.apply(Deployment, { metadata: { name: 'applied' }, spec: { ...rest, paused: true } });
    expect(changed.spec).toMatchObject({ paused: true, replicas: 1 });
    expect(changed.metadata.labels ?? {}).toEqual({});
  });

  test('stores nothing in a dry run', async () => {
    const shown = await client.apply(Deployment, web('dry'), { dryRun: true });
    expect(shown.spec.progressDeadlineSeconds).toBe(600);
    expect(isNotFound(await thrownBy(client.get(Deployment, { name: 'dry' })))).toBe(true);
  });

  test('is refused fields that another owns, and says which and whose, until it is forced', async () => {
    await client.apply(Deployment, web('shared'));
    const scaled = { metadata: { name: 'shared' }, spec: { replicas: 5 } };
    const error = await thrownBy(client.apply(Deployment, scaled, { fieldManager: 'scaler' }));
    expect(isConflict(error)).toBe(true);
    expect(fieldManagerConflicts(error)).toEqual([
      { reason: 'FieldManagerConflict', field: '.spec.replicas', message: 'conflict with "me"' },
    ]);
    const forced = await client.apply(Deployment, scaled, { fieldManager: 'scaler', force: true });
    expect(forced.spec.replicas).toBe(5);
    const stale = { ...scaled, metadata: { name: 'shared', resourceVersion: '1' } };
    const older = await thrownBy(client.apply(Deployment, stale, { fieldManager: 'scaler' }));
    expect(isConflict(older)).toBe(true);
    expect(fieldManagerConflicts(older)).toEqual([]);
  });

  test('writes a status, and a scale, by their subresources', async () => {
    await client.apply(Deployment, web('parts'));
    const condition = {
      ...{ type: 'Available', status: 'True', reason: 'Tested', message: 'by a test' },
      ...{ lastTransitionTime: '2026-01-02T03:04:05Z', lastUpdateTime: '2026-01-02T03:04:05Z' },
    };
    const answered = await client.status.apply(Deployment, {
      metadata: { name: 'parts' },
      status: { conditions: [condition] },
    });
    expect(answered.status?.conditions).toMatchObject([condition]);
    expect(extractApplyConfiguration(answered, 'me', { subresource: 'status' }).status).toEqual({
      conditions: [condition],
    });
    const scale = await scaleOf(client, Deployment).apply(
      { metadata: { name: 'parts' }, spec: { replicas: 7 } },
      { fieldManager: 'scaler', force: true },
    );
    expect(scale.spec?.replicas).toBe(7);
    const { metadata } = await client.get(Deployment, { name: 'parts' });
    expect(metadata.managedFields?.map(({ manager, subresource }) => [manager, subresource])).toEqual(
      expect.arrayContaining([
        ['me', undefined],
        ['me', 'status'],
        ['scaler', 'scale'],
      ]),
    );
  });

  test('of what was read is refused by the server: it says what it alone writes', async () => {
    const read = await client.apply(Deployment, web('read'));
    expect(isBadRequest(await thrownBy(client.apply(Deployment, read as never)))).toBe(true);
  });

  test('knows the scope of a kind without a type, and of one that nobody serves that there is none', async () => {
    const AnyNamespace = unstructured({ apiVersion: 'v1', kind: 'Namespace' });
    const AnySecret = unstructured({ apiVersion: 'v1', kind: 'Secret' });
    expect((await client.get(AnyNamespace, { name: env.namespace })).metadata.uid).toBe(
      (await client.get(Namespace, { name: env.namespace })).metadata.uid,
    );
    const applied = await client.apply(AnySecret, { metadata: { name: 'any' }, stringData: { a: 'b' } });
    expect(applied.metadata.namespace).toBe(env.namespace);
    expect(await client.isNamespaced(AnyNamespace)).toBe(false);
    const Nothing = unstructured({ apiVersion: 'example.com/v1', kind: 'Nothing' });
    await expect(client.get(Nothing, { name: 'a' })).rejects.toThrow(NoKindMatchError);
  });
});

describe('on a real API server, what was applied', () => {
  test('is extracted as it was applied, without defaults and what others wrote', async () => {
    const { namespace } = env;
    const configuration = web('whole');
    await client.apply(Deployment, configuration);
    const others = mergePatch({ metadata: { labels: { theirs: 'x' }, finalizers: ['example.com/theirs'] } });
    const object = await client.patch(Deployment, { name: 'whole' }, others, { fieldManager: 'other' });
    const named = { apiVersion: 'apps/v1', kind: 'Deployment' };
    expect(extractApplyConfiguration(object, 'me')).toEqual({
      ...named,
      metadata: { ...configuration.metadata, namespace },
      spec: configuration.spec,
    });
    expect(extractApplyConfiguration(object, 'nobody')).toEqual({ ...named, metadata: { namespace, name: 'whole' } });
  });

  test('is what is applied again to change one field, and nothing is given up', async () => {
    const key = { name: 'again' };
    const before = await client.apply(Deployment, web('again'));
    const extracted = extractApplyConfiguration(before, 'me');
    expect((await client.apply(Deployment, extracted)).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    const spec = { ...extracted.spec, replicas: 9 };
    const after = await client.apply(Deployment, { ...extracted, spec });
    expect(after.spec).toEqual({ ...before.spec, replicas: 9 } satisfies DeploymentSpec);
    await client.patch(Deployment, key, mergePatch({ spec: { replicas: 3 } }), { fieldManager: 'other' });
    const taken = await client.get(Deployment, key);
    expect(extractApplyConfiguration(taken, 'me').spec).not.toHaveProperty('replicas');
  });

  test('is extracted where lists have several keys, sets and atomic items', async () => {
    const owner = await client.apply(Deployment, web('owner'));
    const { uid } = owner.metadata;
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'owner', uid }];
    const service = {
      metadata: { name: 'keys', finalizers: ['example.com/mine'], ownerReferences },
      spec: {
        selector: { app: 'keys' },
        ports: [
          { port: 53, protocol: 'TCP', name: 'tcp' },
          { port: 53, protocol: 'UDP', name: 'udp' },
        ],
      },
    };
    await client.apply(Service, service);
    const port = { port: 80, name: 'web' };
    const others = { metadata: { name: 'keys' }, spec: { ports: [port] } };
    await client.apply(Service, others, { fieldManager: 'other' });
    const object = await client.get(Service, { name: 'keys' });
    expect(object.spec?.ports).toHaveLength(3);
    expect(extractApplyConfiguration(object, 'me')).toMatchObject(service);
    expect(extractApplyConfiguration(object, 'me').spec).toEqual(service.spec);
    // The protocol is a key of the list, too: what has its default was not applied.
    expect(extractApplyConfiguration(object, 'other').spec).toEqual(others.spec);
    await client.patch(Service, { name: 'keys' }, mergePatch({ metadata: { finalizers: null } }));
  });

  test('is extracted from a pod with nearly everything', async () => {
    const spec = {
      containers: [
        {
          name: 'c',
          image: 'i',
          command: ['a'],
          resources: { requests: { cpu: '100m' }, limits: { memory: '1Gi' } },
          livenessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 5 },
          securityContext: { capabilities: { drop: ['ALL'] } },
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
          envFrom: [{ configMapRef: { name: 'x' } }],
        },
      ],
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] } },
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
      imagePullSecrets: [{ name: 'pull' }],
      hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }],
      volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 'x' } }] } }],
    };
    const object = await client.apply(Pod, { metadata: { name: 'everything' }, spec });
    expect(extractApplyConfiguration(object, 'me').spec).toEqual(spec);
  });
});
