import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiVersionOf, withDefaults } from '@kubewright/apimachinery';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT, run } from '../../src/index.ts';
import type { Database as DatabaseType } from '../support/api/v1/database-types.ts';
import {
  type DatabaseApplyConfiguration,
  databaseApplyConfiguration,
} from '../support/api/v1/zz_generated.applyconfiguration.ts';
import { Database, DatabaseDefaults } from '../support/api/v1/zz_generated.object.ts';

const SUPPORT = join(import.meta.dirname, '../support');
const folder = mkdtempSync(join(tmpdir(), 'controller-gen-generated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('on a real API server', () => {
  const env = testEnvironment();

  beforeAll(async () => {
    const silent = (): undefined => undefined;
    const args = ['crd', 'paths=./api/...', `output:dir=${folder}`];
    expect(await run(args, { cwd: SUPPORT, stdout: silent, stderr: silent })).toBe(EXIT.done);
    const crd = join(folder, 'generated.example.com_databases.yaml');
    await kubectl('apply', `--filename=${crd}`);
    await kubectl('wait', '--for=condition=Established', `--filename=${crd}`);
  });

  async function kubectl(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await env.kubectl(...args);
    expect(exitCode, stderr).toBe(0);
    return stdout;
  }

  /** Sends a manifest and returns the object as it then is. */
  async function send(manifest: object, ...args: readonly string[]): Promise<DatabaseType> {
    const file = join(folder, 'manifest.json');
    writeFileSync(file, JSON.stringify(manifest));
    const options = ['--namespace', env.namespace, '--validate=strict', '--output=json', `--filename=${file}`];
    return JSON.parse(await kubectl(...args, ...options)) as DatabaseType;
  }

  const apply = (manager: string, configuration: DatabaseApplyConfiguration): Promise<DatabaseType> =>
    send(configuration, 'apply', '--server-side', `--field-manager=${manager}`);

  const main = (fields: Parameters<typeof databaseApplyConfiguration>[2]): DatabaseApplyConfiguration =>
    databaseApplyConfiguration('main', env.namespace, fields);

  test('appliers own what their configurations say, item by item, and give up what they leave out', async () => {
    await apply('owner', main({ spec: { image: 'pg:18', roles: [{ name: 'app' }] } }));
    const shared = await apply(
      'scaler',
      main({ spec: { instances: 5, roles: [{ name: 'reader', login: false }], pools: { web: { size: 3 } } } }),
    );
    expect(shared.spec).toMatchObject({ image: 'pg:18', instances: 5, pools: { web: { size: 3 } } });
    expect(shared.spec.roles).toEqual([
      { name: 'app', login: true },
      { name: 'reader', login: false },
    ]);
    const left = await apply('scaler', main({ spec: { instances: 4 } }));
    expect(left.spec.instances).toBe(4);
    expect(left.spec.roles).toEqual([{ name: 'app', login: true }]);
    expect(left.spec).not.toHaveProperty('pools');
  });

  test('a status is applied by its subresource', async () => {
    await apply('owner', main({ spec: { image: 'pg:18' } }));
    const condition = {
      type: 'Ready',
      status: 'True',
      reason: 'Up',
      message: '',
      lastTransitionTime: '2026-01-02T03:04:05Z',
    } as const;
    const file = join(folder, 'status.json');
    writeFileSync(file, JSON.stringify(main({ status: { conditions: [condition] } })));
    const options = ['--server-side', '--subresource=status', '--field-manager=operator', '--output=json'];
    const answer = await kubectl('apply', ...options, `--filename=${file}`);
    expect((JSON.parse(answer) as DatabaseType).status?.conditions).toEqual([condition]);
  });

  const SPECS: Readonly<Record<string, DatabaseType['spec']>> = {
    'with nothing but what it needs': { image: 'pg' },
    'with empty parts': { image: 'pg', storage: {}, backup: {}, roles: [], pools: {}, mounts: [], limits: {} },
    'with lists and maps': {
      image: 'pg',
      roles: [{ name: 'a' }, { name: 'b', login: false }],
      ports: [{ number: 1 }, { number: 1, protocol: 'UDP' }],
      mounts: [{ path: '/a' }, { path: '/b', options: [] }],
      pools: { web: {}, batch: { mode: 'session' } },
    },
    'with null where it is a value': { image: 'pg', class: null },
    'with null where it is none': { image: 'pg', instances: null as never, backup: { schedule: null as never } },
    'with values of its own': { image: 'pg', instances: 1, class: 'fast', backup: { schedule: 'never' } },
  };

  test.for(Object.entries(SPECS))('an object %s gets the defaults that withDefaults gives it', async ([, spec]) => {
    const object: DatabaseType = {
      apiVersion: apiVersionOf(Database),
      kind: Database.kind,
      metadata: { name: 'defaulted', namespace: env.namespace },
      spec,
    };
    const { spec: stored, status } = await send(object, 'create', '--dry-run=server');
    const filled = withDefaults(DatabaseDefaults, object);
    expect({ spec: stored, status }).toEqual({ spec: filled.spec, status: filled.status });
  });
});
