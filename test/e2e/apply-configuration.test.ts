import { fieldManagerConflicts, type Stored } from '@kubewright/apimachinery';
import { createClient, loadConfig, withFieldOwner, type LiveClient } from '@kubewright/controller-runtime/client';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT, run } from '../../packages/controller-gen/src/index.ts';
import {
  databaseApplyConfiguration,
  extractDatabase,
  type DatabaseApplyConfiguration,
} from '../../packages/controller-gen/test/support/api/v1/zz_generated.applyconfiguration.ts';
import { Database } from '../../packages/controller-gen/test/support/api/v1/zz_generated.object.ts';

const env = testEnvironment();
let client: LiveClient;
beforeAll(async () => {
  let manifest = '';
  const exit = await run(['crd', 'paths=./api/...', 'output:stdout'], {
    cwd: new URL('../../packages/controller-gen/test/support/', import.meta.url).pathname,
    stdout: (text) => (manifest += text),
    stderr: () => undefined,
  });
  expect(exit).toBe(EXIT.done);
  await env.kubectl.apply(manifest);
  await env.kubectl('wait', '--for=condition=Established', 'crd/databases.generated.example.com');
  client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
});
afterAll(async () => {
  await client.close();
});

const main = (fields: Parameters<typeof databaseApplyConfiguration>[2]): DatabaseApplyConfiguration =>
  databaseApplyConfiguration('main', env.namespace, fields);

/** What each manager owns of the spec. */
const ownersOf = ({ metadata: { managedFields = [] } }: Stored<Database>): Readonly<Record<string, unknown>> =>
  Object.fromEntries<unknown>(managedFields.map(({ manager = '', fieldsV1 }) => [manager, fieldsV1?.['f:spec']]));

describe('what controller-gen writes for server-side apply, and the client, go together:', () => {
  test('a configuration is applied, and its fields are owned', async () => {
    const owner = withFieldOwner(client, 'owner');
    const applied = await owner.apply(Database, main({ spec: { image: 'pg:18', roles: [{ name: 'app' }] } }));
    expect(applied.spec).toMatchObject({ image: 'pg:18', instances: 3, roles: [{ name: 'app', login: true }] });
    const scaler = withFieldOwner(client, 'scaler');
    const scaled = await scaler.apply(Database, main({ spec: { instances: 5, pools: { web: { size: 2 } } } }));
    expect(ownersOf(scaled)).toEqual({
      owner: { 'f:image': {}, 'f:roles': { 'k:{"name":"app"}': { '.': {}, 'f:name': {} } } },
      scaler: { 'f:instances': {}, 'f:pools': { 'f:web': { '.': {}, 'f:size': {} } } },
    });

    const refused: unknown = await owner
      .apply(Database, main({ spec: { instances: 1 } }))
      .catch((error: unknown) => error);
    expect(fieldManagerConflicts(refused)).toMatchObject([
      { field: '.spec.instances', message: expect.stringContaining('scaler') as string },
    ]);
  });

  test('what was applied is extracted, changed and applied again; nothing else is given up or taken', async () => {
    const owner = withFieldOwner(client, 'again');
    const configuration = databaseApplyConfiguration('again', env.namespace, {
      metadata: { labels: { tier: 'gold' } },
      spec: {
        image: 'pg:18',
        roles: [{ name: 'app' }, { name: 'reader', login: false }],
        ports: [{ number: 5432, protocol: 'TCP' }],
        extensions: ['hstore'],
        mounts: [{ path: '/a', options: ['rw'] }],
        window: { from: '1', to: '2' },
        class: null,
        storage: { class: 'fast' },
        backup: { bucket: 'b' },
        limits: { cpu: '1' },
        pools: { web: { size: 2 } },
      },
    });
    const before = await owner.apply(Database, configuration);
    expect(before.spec.storage).toEqual({ class: 'fast', size: '1Gi' }); // the server's default
    expect(extractDatabase(before, 'again')).toEqual(configuration);

    const applied = extractDatabase(before, 'again');
    const after = await owner.apply(Database, { ...applied, spec: { ...applied.spec, image: 'pg:19' } });
    expect(after.spec).toEqual({ ...before.spec, image: 'pg:19' });
    expect(ownersOf(after)).toEqual(ownersOf(before));
  });

  test('a status is applied beside the spec, and extracted by its subresource', async () => {
    const operator = withFieldOwner(client, 'operator');
    const named = databaseApplyConfiguration('status', env.namespace, { spec: { image: 'pg' } });
    await operator.apply(Database, named);
    const condition = {
      type: 'Ready',
      status: 'True',
      reason: 'Up',
      message: '',
      lastTransitionTime: '2026-01-02T03:04:05Z',
    } as const;
    const status = { conditions: [condition] };
    const answered = await operator.status.apply(
      Database,
      databaseApplyConfiguration('status', env.namespace, { status }),
    );
    expect(answered).toMatchObject({ spec: { image: 'pg' }, status });
    expect(extractDatabase(answered, 'operator')).toEqual(named);
    expect(extractDatabase(answered, 'operator', { subresource: 'status' }).status).toEqual(status);
  });
});
