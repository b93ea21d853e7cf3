import { join } from 'node:path';
import {
  type ApplyConfigurationOf,
  type Defaulted,
  type Kind,
  type ObjectMetaApplyConfiguration,
  withDefaults,
} from '@kubewright/apimachinery';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { EXIT, run } from '../../../src/index.ts';
import type { Database as DatabaseType } from '../../support/api/v1/database-types.ts';
import {
  type DatabaseApplyConfiguration,
  databaseApplyConfiguration,
} from '../../support/api/v1/zz_generated.applyconfiguration.ts';
import { addToScheme, Database, DatabaseDefaults } from '../../support/api/v1/zz_generated.object.ts';

test('the code that these tests use is up to date', async () => {
  let output = '';
  const add = (text: string): void => void (output += text);
  const args = ['object', 'applyconfiguration', 'paths=./api/...', '--check'];
  const exit = await run(args, { cwd: join(import.meta.dirname, '../../support'), stdout: add, stderr: add });
  expect(output).toBe('');
  expect(exit).toBe(EXIT.done);
});

test('a folder registers its kinds', () => {
  const registered: Kind[] = [];
  addToScheme({ register: (...kinds) => void registered.push(...kinds) });
  expect(registered).toEqual([Database]);
  expect(Database).toMatchObject({ kind: 'Database', plural: 'databases', subresources: ['status'] });
});

describe('an apply configuration', () => {
  test('says what it is told, and what the kind and the name are', () => {
    const metadata = { labels: { tier: 'gold' } };
    expect(databaseApplyConfiguration('main', 'shop', { metadata, spec: { instances: 5 } })).toEqual({
      apiVersion: 'generated.example.com/v1',
      kind: 'Database',
      metadata: { labels: { tier: 'gold' }, name: 'main', namespace: 'shop' },
      spec: { instances: 5 },
    });
    expect(databaseApplyConfiguration('main', 'shop')).not.toHaveProperty('spec');
  });

  test('is what a client applies', () => {
    expectTypeOf<DatabaseApplyConfiguration>().toExtend<ApplyConfigurationOf<DatabaseType>>();
    expectTypeOf<DatabaseApplyConfiguration['metadata']>().toEqualTypeOf<ObjectMetaApplyConfiguration>();
  });

  test('needs no field, but of a list of type map the keys, and of an atomic value all', () => {
    databaseApplyConfiguration('main', 'shop', {
      spec: {
        storage: { class: 'fast' },
        roles: [{ name: 'app' }],
        // The protocol has a default.
        ports: [{ number: 5432 }],
        pools: { web: { size: 3 } },
        limits: { cpu: '1' },
        window: { from: '01:00', to: '02:00' },
        mounts: [{ path: '/data' }],
        class: null,
      },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
    // @ts-expect-error: the key must be there
    databaseApplyConfiguration('main', 'shop', { spec: { roles: [{ login: true }] } });
    // @ts-expect-error: the key must be there
    databaseApplyConfiguration('main', 'shop', { status: { conditions: [{ status: 'True' }] } });
    // @ts-expect-error: an atomic object is given whole
    databaseApplyConfiguration('main', 'shop', { spec: { window: { from: '01:00' } } });
    // @ts-expect-error: and so is an item of an atomic list
    databaseApplyConfiguration('main', 'shop', { spec: { mounts: [{ options: [] }] } });
  });

  test('refuses what there is not', () => {
    // @ts-expect-error: an unknown field
    databaseApplyConfiguration('main', 'shop', { spec: { instanses: 3 } });
    // @ts-expect-error: in a list
    databaseApplyConfiguration('main', 'shop', { spec: { roles: [{ name: 'app', logn: true }] } });
    // @ts-expect-error: in a map
    databaseApplyConfiguration('main', 'shop', { spec: { pools: { web: { mod: 'session' } } } });
    // @ts-expect-error: a field that is not in the schema
    databaseApplyConfiguration('main', 'shop', { spec: { comment: 'none' } });
    // @ts-expect-error: of another type
    databaseApplyConfiguration('main', 'shop', { spec: { instances: '3' } });
    // @ts-expect-error: null where the schema does not say nullable
    databaseApplyConfiguration('main', 'shop', { spec: { image: null } });
    // @ts-expect-error: the server writes it
    databaseApplyConfiguration('main', 'shop', { metadata: { generation: 3 } });
    // @ts-expect-error: the name is said already
    databaseApplyConfiguration('main', 'shop', { metadata: { name: 'other' } });
  });
});

describe('the defaults of a kind', () => {
  const database = (spec: DatabaseType['spec']): DatabaseType => ({ metadata: { name: 'main' }, spec });

  test('are constants', () => {
    expectTypeOf(DatabaseDefaults.fields.spec.fields.instances.default).toEqualTypeOf<3>();
    expect(DatabaseDefaults.fields.spec.fields.instances.default).toBe(3);
  });

  test('are filled in where the parent is present', () => {
    const filled = withDefaults(DatabaseDefaults, database({ image: 'pg', storage: {} }));
    expect(filled.spec).toEqual({
      image: 'pg',
      instances: 3,
      storage: { size: '1Gi' },
      backup: { schedule: '0 3 * * *' },
      class: 'standard',
    });
    expect(filled.status).toEqual({ phase: 'Pending', observedGeneration: -1 });
    expect(withDefaults(DatabaseDefaults, database({ image: 'pg' })).spec).not.toHaveProperty('storage');
  });

  test('reach into lists and maps', () => {
    const spec = { image: 'pg', roles: [{ name: 'a' }, { name: 'b', login: false }], pools: { web: {} } };
    const filled = withDefaults(DatabaseDefaults, database(spec)).spec;
    expect(filled.roles).toEqual([
      { name: 'a', login: true },
      { name: 'b', login: false },
    ]);
    expect(filled.pools).toEqual({ web: { mode: 'transaction' } });
  });

  test('replace null only where null is no value', () => {
    const filled = withDefaults(DatabaseDefaults, database({ image: 'pg', class: null, instances: null as never }));
    expect(filled.spec).toMatchObject({ class: null, instances: 3 });
  });

  test('leave the object itself, and the constants, as they are', () => {
    const given = database({ image: 'pg', storage: {} });
    const before = structuredClone(given);
    const filled = withDefaults(DatabaseDefaults, given);
    expect(given).toEqual(before);
    expect(filled.spec.backup).not.toBe(DatabaseDefaults.fields.spec.fields.backup.default);
  });

  test('are known to the type', () => {
    type Spec = Defaulted<DatabaseType, typeof DatabaseDefaults>['spec'];
    expectTypeOf<Spec['instances']>().toEqualTypeOf<number>();
    expectTypeOf<Spec['backup']['schedule']>().toEqualTypeOf<string>();
    expectTypeOf<Spec['class']>().toEqualTypeOf<string | null>();
    expectTypeOf<NonNullable<Spec['roles']>[number]['login']>().toEqualTypeOf<boolean>();
    expectTypeOf<NonNullable<Spec['storage']>['size']>().toEqualTypeOf<string>();
    // @ts-expect-error: nothing says that it is there
    expectTypeOf<Spec['storage']>().toEqualTypeOf<NonNullable<Spec['storage']>>();
  });
});
