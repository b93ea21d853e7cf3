import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { describe, expect, test } from 'vitest';

describe('the run has a control plane and a PostgreSQL', () => {
  const env = testEnvironment({ namespaces: 2, database: true });

  test('of the version it is to have', async () => {
    const { stdout } = await env.kubectl('version', '--output=json');
    expect(JSON.parse(stdout)).toMatchObject({ serverVersion: { major: '1', minor: '37' } });
  });

  test('with namespaces of the file’s own, in the first of which kubectl works', async () => {
    expect(new Set(env.namespaces).size).toBe(2);
    await env.kubectl.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'here' }, data: { a: 'b' } });
    const { stdout } = await env.kubectl('get', 'configmap', 'here', '--output=jsonpath={.metadata.namespace}');
    expect(stdout).toBe(env.namespace);
  });

  test('with a database of the file’s own', async () => {
    await env.sql('create table people (name text)');
    await env.sql('insert into people values ($1)', ['Ann']);
    expect(await env.sql('select current_database() as database, name from people')).toEqual([
      { database: env.database.database, name: 'Ann' },
    ]);
  });

  test('but no server to stop, unless it was asked for', () => {
    expect(() => env.controlPlane).toThrow('ownControlPlane: {}');
    expect(() => env.postgres).toThrow('ownPostgres: {}');
  });
});

test('eventually tells the last failure when the time is up', async () => {
  let attempts = 0;
  const never = eventually(
    () => {
      attempts += 1;
      throw new Error(`attempt ${attempts} failed`);
    },
    { timeoutMs: 60, intervalMs: 5 },
  );
  await expect(never).rejects.toThrow(/not so within 60 ms. The last attempt: attempt \d+ failed/);
  expect(attempts).toBeGreaterThan(1);
});
