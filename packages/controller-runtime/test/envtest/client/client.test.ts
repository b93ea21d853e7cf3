import {
  findApiError,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isInvalid,
  isNotFound,
  isUnauthorized,
} from '@kubewright/apimachinery';
import { ConfigMap, Namespace } from '@kubewright/apimachinery/core/v1';
import {
  ConnectionError,
  createClient,
  jsonPatch,
  loadConfig,
  mergePatch,
  NoKindMatchError,
  type LiveClient,
  type StoredList,
} from '@kubewright/controller-runtime/client';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Logger } from '../../../src/log/index.ts';
import { GADGET, POSTGRES_WRITER, type PostgresWriter } from '../kinds.ts';

const env = testEnvironment({});
let client: LiveClient;
const warnings: unknown[] = [];
const thrownBy = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
const inNamespace = (name: string): { readonly namespace: string; readonly name: string } => ({
  namespace: env.namespace,
  name,
});
const aConfigMap = (name: string, data: Readonly<Record<string, string>> = {}): ConfigMap => ({
  metadata: inNamespace(name),
  data,
});
const aWriter = (name: string): PostgresWriter => ({
  metadata: inNamespace(name),
  spec: { table: 'students', name: 'alex', age: 23, country: 'canada' },
});

beforeAll(async () => {
  const log = { warn: (_message: string, fields: unknown) => warnings.push(fields) } as unknown as Logger;
  client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }), { log });
});
afterAll(async () => {
  await client.close();
});

describe('on a real API server, a client', () => {
  test('creates, reads, replaces and deletes an object', async () => {
    const created = await client.create(ConfigMap, aConfigMap('life', { text: 'ü🙂\n' }));
    expect(created).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { text: 'ü🙂\n' } });
    const updated = await client.update(ConfigMap, { ...created, data: { a: '2' } });
    expect(await client.get(ConfigMap, inNamespace('life'))).toEqual(updated);
    await client.delete(ConfigMap, inNamespace('life'));
    expect(isNotFound(await thrownBy(client.get(ConfigMap, inNamespace('life'))))).toBe(true);
  });

  test('hears why it is refused', async () => {
    const created = await client.create(ConfigMap, aConfigMap('refused'));
    await client.patch(ConfigMap, inNamespace('refused'), mergePatch({ data: { a: '1' } }));
    expect(isAlreadyExists(await thrownBy(client.create(ConfigMap, aConfigMap('refused'))))).toBe(true);
    expect(isConflict(await thrownBy(client.update(ConfigMap, created)))).toBe(true);
    const preconditions = { uid: 'another' };
    expect(isConflict(await thrownBy(client.delete(ConfigMap, inNamespace('refused'), { preconditions })))).toBe(true);
    const invalid = await thrownBy(
      client.create(POSTGRES_WRITER, { ...aWriter('x'), spec: { ...aWriter('x').spec, age: -1 } }),
    );
    expect(isInvalid(invalid)).toBe(true);
    expect(findApiError(invalid)?.causes).toMatchObject([{ field: 'spec.age' }]);
  });

  test('patches in every way; a JSON patch whose test fails changes nothing', async () => {
    const key = inNamespace('patched');
    const { metadata } = await client.create(ConfigMap, aConfigMap('patched', { a: '1' }));
    const test = (value: string): unknown =>
      client.patch(
        ConfigMap,
        key,
        jsonPatch(
          { op: 'test', path: '/metadata/uid', value },
          { op: 'add', path: '/metadata/finalizers', value: ['a.example.com/b'] },
        ),
      );
    expect(isInvalid(await thrownBy(test('another') as Promise<unknown>))).toBe(true);
    expect(await test(metadata.uid)).toMatchObject({ metadata: { finalizers: ['a.example.com/b'] } });
    expect(
      await client.patch(ConfigMap, key, mergePatch({ metadata: { finalizers: null }, data: { b: '2' } })),
    ).toMatchObject({
      data: { a: '1', b: '2' },
    });
    expect(await client.patch(ConfigMap, key, { type: 'strategic', body: { data: { c: '3' } } })).toMatchObject({
      data: { c: '3' },
    });
  });

  test('writes a status beside the object', async () => {
    const created = await client.create(POSTGRES_WRITER, aWriter('status'));
    const patched = await client.status.patch(
      POSTGRES_WRITER,
      inNamespace('status'),
      mergePatch({ status: { observedGeneration: 1 } }),
    );
    expect(patched).toMatchObject({
      status: { observedGeneration: 1 },
      metadata: { generation: created.metadata.generation },
    });
    const replaced = await client.status.update(POSTGRES_WRITER, { ...patched, status: { observedGeneration: 2 } });
    expect(replaced.status).toMatchObject({ observedGeneration: 2 });
  });

  test('changes nothing in a dry run, and has unknown fields refused or warned of as it asks', async () => {
    await client.create(ConfigMap, aConfigMap('dry'), { dryRun: true });
    expect(isNotFound(await thrownBy(client.get(ConfigMap, inNamespace('dry'))))).toBe(true);
    const misspelt = { ...aConfigMap('dry'), dataa: {} };
    const strict = await thrownBy(client.create(ConfigMap, misspelt, { dryRun: true, fieldValidation: 'Strict' }));
    expect(String(strict)).toContain('unknown field "dataa"');
    for (let i = 0; i < 2; i++) await client.create(ConfigMap, misspelt, { dryRun: true, fieldValidation: 'Warn' });
    expect(warnings).toEqual([{ warning: 'unknown field "dataa"' }]);
  });

  test('lists by pages, labels and fields, and deletes all that match', async () => {
    const labels = { suite: 'lists' };
    await Promise.all(
      Array.from({ length: 7 }, async (_, i) => {
        const { metadata } = aConfigMap(`list-${i}`);
        await client.create(ConfigMap, { metadata: { ...metadata, labels: { ...labels, odd: String(i % 2) } } });
      }),
    );
    const { namespace } = env;
    const names: string[] = [];
    let pages = 0;
    for (let next: string | undefined = ''; next !== undefined; pages++) {
      const page: StoredList<ConfigMap> = await client.list(ConfigMap, {
        namespace,
        labelSelector: 'suite=lists',
        limit: 3,
        ...(next && { continue: next }),
      });
      names.push(...page.items.map(({ metadata }) => metadata.name));
      next = page.metadata.continue === '' ? undefined : page.metadata.continue;
    }
    expect([pages, names]).toEqual([3, Array.from({ length: 7 }, (_, i) => `list-${i}`)]);
    const one = await client.list(ConfigMap, { namespace, fieldSelector: 'metadata.name=list-3' });
    expect(one.items).toMatchObject([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'list-3' } }]);
    await client.deleteAllOf(ConfigMap, { namespace, labelSelector: 'suite=lists,odd=1' });
    expect((await client.list(ConfigMap, { namespace, labelSelector: 'suite=lists' })).items).toHaveLength(4);
  });

  test('watches from a version on, until the server ends it', async () => {
    const { namespace } = env;
    const { metadata } = await client.list(ConfigMap, { namespace });
    const lines = client.watch(ConfigMap, {
      namespace,
      resourceVersion: metadata.resourceVersion!,
      timeoutSeconds: 1,
      fieldSelector: 'metadata.name=watched',
    });
    await client.create(ConfigMap, aConfigMap('watched'));
    await client.patch(ConfigMap, inNamespace('watched'), mergePatch({ data: { a: '1' } }));
    await client.delete(ConfigMap, inNamespace('watched'));
    const seen: string[] = [];
    for await (const { type } of lines) seen.push(type);
    expect(seen).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  test('reads a list of thousands, which comes compressed', async () => {
    const data = { text: 'x'.repeat(1_000) };
    await Promise.all(
      Array.from({ length: 300 }, async (_, i) => await client.create(ConfigMap, aConfigMap(`many-${i}`, data))),
    );
    const { items } = await client.list(ConfigMap, { namespace: env.namespace });
    expect(items.filter((item) => item.data?.['text'] === data.text)).toHaveLength(300);
  });

  test('knows what is served', async () => {
    await client.discovery.requireKind(ConfigMap);
    await client.discovery.requireKind(POSTGRES_WRITER);
    expect(await thrownBy(client.discovery.requireKind(GADGET))).toBeInstanceOf(NoKindMatchError);
    expect(await client.discovery.resources(GADGET)).toEqual([]);
    expect((await client.discovery.serverVersion()).gitVersion).toMatch(/^v1\.\d+\./);
  });

  test('reads cluster-scoped objects', async () => {
    expect(await client.get(Namespace, { name: env.namespace })).toMatchObject({ metadata: { name: env.namespace } });
  });
});

describe('with other credentials, a client', () => {
  const config = async (): ReturnType<typeof loadConfig> => await loadConfig({ kubeconfig: env.kubeconfigPath });

  test('does not speak with a server whose certificate it cannot check', async () => {
    const { ca: _, ...tls } = (await config()).tls;
    await using stranger = createClient({ ...(await config()), tls });
    const error = await thrownBy(stranger.create(ConfigMap, aConfigMap('never')));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ sent: false });
    expect(String(error)).toContain('TLS with 127.0.0.1');
  });

  test('does so when verification is switched off on purpose', async () => {
    const { ca: _, ...tls } = (await config()).tls;
    await using careless = createClient({ ...(await config()), tls: { ...tls, insecureSkipVerify: true } });
    expect((await careless.discovery.serverVersion()).gitVersion).toBeDefined();
  });

  test('must not have another name for the server than its certificate has', async () => {
    const { tls } = await config();
    await using wrong = createClient({ ...(await config()), tls: { ...tls, serverName: 'other.example.com' } });
    expect(String(await thrownBy(wrong.discovery.serverVersion()))).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    await using right = createClient({ ...(await config()), tls: { ...tls, serverName: 'localhost' } });
    expect((await right.discovery.serverVersion()).gitVersion).toBeDefined();
  });

  test('hears 401 with a token that is none', async () => {
    const { ca } = (await config()).tls;
    await using guest = createClient({
      ...(await config()),
      tls: { ...(ca && { ca }), insecureSkipVerify: false },
      auth: { kind: 'token', token: 'nobody' },
    });
    expect(isUnauthorized(await thrownBy(guest.list(ConfigMap)))).toBe(true);
  });

  test('acts for a user without rights, and is told so', async () => {
    const impersonate = { user: 'jane', groups: ['staff'], extra: {} };
    await using jane = createClient({ ...(await config()), impersonate });
    const error = await thrownBy(jane.list(ConfigMap));
    expect(isForbidden(error)).toBe(true);
    expect(String(error)).toContain('User "jane" cannot list resource "configmaps"');
  });
});
