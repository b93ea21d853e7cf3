import { isConflict, isInvalid, isNotFound, type Stored } from '@kubewright/apimachinery';
import {
  createClient,
  loadConfig,
  jsonPatch,
  mergePatch,
  type LiveClient,
} from '@kubewright/controller-runtime/client';
import { discardLogger } from '@kubewright/controller-runtime/log';
import type { Result } from '@kubewright/controller-runtime/reconcile';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PostgresWriter, type PostgresWriterSpec } from '../../../api/v1/index.ts';
import { eventFor } from '../../../controller/events.ts';
import { FINALIZER } from '../../../controller/finalizer.ts';
import { PostgresWriterReconciler } from '../../../controller/postgreswriter-reconciler.ts';
import { StatusQueue } from '../../../controller/status-queue.ts';
import { StatusWriter } from '../../../controller/status.ts';
import { StoreGate } from '../../../controller/store-gate.ts';
import { createPool } from '../../../postgres/pg-pool.ts';
import { createRowStore, type PostgresRowStore } from '../../../postgres/row-store.ts';

// The reconciler alone, called by hand, between a real API server and a real PostgreSQL. What a cache may do to it is
// done by hand too: it reads whatever version a test gives it.
const env = testEnvironment({ database: true });
const OTHER = 'example.com/other';
const { signal } = new AbortController();

let client: LiveClient;
let rows: PostgresRowStore;
let statuses: StatusQueue;
let reconciler: PostgresWriterReconciler;
/** What the next reads from the "cache" answer; afterwards, the newest. */
let shown: Stored<PostgresWriter>[] = [];
let liveReads = 0;
const events: string[] = [];

beforeAll(async () => {
  client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  rows = createRowStore({ pool: createPool({ ...env.database, tls: { mode: 'disable' } }), clusterId: 'cluster-1' });
  await env.sql('create table students (id text primary key, name text, age integer, country text)');
  const get: LiveClient['get'] = async (kind, key, options) =>
    (shown.shift() ?? (await client.get(kind, key, options))) as never;
  const getLive: LiveClient['get'] = (kind, key, options) => {
    liveReads++;
    return client.get(kind, key, options);
  };
  statuses = new StatusQueue({
    writer: new StatusWriter(client, () => Date.now()),
    random: () => 0,
    onWritten: (object, report) => {
      const reason = eventFor(object, report)?.reason;
      if (reason !== undefined) events.push(reason);
    },
  });
  reconciler = new PostgresWriterReconciler({
    client: { ...methodsOf(client), get },
    apiReader: { ...methodsOf(client), get: getLive },
    rows,
    gate: new StoreGate({ monotonic: () => performance.now(), random: () => 0 }),
    recorder: { event: (_object, _type, reason) => events.push(reason) },
    statuses,
    drift: { proves: () => Promise.resolve(false), take: () => undefined, suspect: () => undefined },
    now: () => Date.now(),
    random: () => 0,
  });
});
afterAll(async () => {
  await rows.close();
  await client.close();
});
beforeEach(() => {
  shown = [];
  liveReads = 0;
  events.length = 0;
});

/** A class's methods, bound, so that some of them can be exchanged. */
const methodsOf = (of: LiveClient): LiveClient => ({
  ...of,
  list: of.list.bind(of),
  create: of.create.bind(of),
  update: of.update.bind(of),
  patch: of.patch.bind(of),
  delete: of.delete.bind(of),
  status: of.status,
  subresource: of.subresource.bind(of),
});

const keyOf = (name: string) => ({ namespace: env.namespace, name });
const read = (name: string) => client.get(PostgresWriter, keyOf(name));
/** Reconciles once, and waits until what there is to say is written. */
async function reconcile(name: string): Promise<Result> {
  try {
    return await reconciler.reconcile(keyOf(name), { signal, log: discardLogger });
  } finally {
    await statuses.start(AbortSignal.abort());
  }
}
const edit = (name: string, spec: Partial<PostgresWriterSpec>) =>
  client.patch(PostgresWriter, keyOf(name), mergePatch({ spec }));
const rowsOf = (name: string) => env.sql('select age from students where id = $1', [`${env.namespace}/${name}`]);

const create = (
  name: string,
  { finalizers = [], ...spec }: Partial<PostgresWriterSpec> & { finalizers?: string[] } = {},
) =>
  client.create(PostgresWriter, {
    metadata: { ...keyOf(name), finalizers },
    spec: { table: 'students', name: 'alex', age: 23, country: 'canada', ...spec },
  });

describe('what the reconciler counts on', () => {
  test('a deletion that waits for a finalizer is a new generation', async () => {
    const { metadata } = await create('generation', { finalizers: [OTHER] });
    await client.delete(PostgresWriter, keyOf('generation'));
    const going = await read('generation');
    expect(going.metadata.generation).toBe((metadata.generation ?? 0) + 1);
    expect(going.metadata.deletionTimestamp).toBeDefined();
  });

  test('a JSON patch whose test fails is Invalid, and changes nothing', async () => {
    const { metadata } = await create('tested');
    const stale = { op: 'test', path: '/metadata/resourceVersion', value: '1' } as const;
    const add = { op: 'add', path: '/metadata/finalizers', value: [OTHER] } as const;
    const patch = client.patch(PostgresWriter, keyOf('tested'), jsonPatch(stale, add));
    expect(isInvalid(await patch.catch((error: unknown) => error))).toBe(true);
    expect((await read('tested')).metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  test('a PUT of the status that names an old version is a Conflict, and takes nothing but the status', async () => {
    const old = await create('conflicting');
    await edit('conflicting', { age: 24 });
    const put = (object: typeof old) =>
      client.status.update(PostgresWriter, { ...object, spec: { ...object.spec, age: 99 }, status: { table: 'x' } });
    expect(isConflict(await put(old).catch((error: unknown) => error))).toBe(true);
    expect(await put(await read('conflicting'))).toMatchObject({ spec: { age: 24 }, status: { table: 'x' } });
  });

  test('no finalizer can be added once deletion was asked for', async () => {
    const { metadata } = await create('too-late', { finalizers: [OTHER] });
    await client.delete(PostgresWriter, keyOf('too-late'));
    shown = [{ ...(await read('too-late')), metadata }];
    expect(await reconcile('too-late')).toEqual({ kind: 'done' });
    expect((await read('too-late')).metadata.finalizers).toEqual([OTHER]);
    expect(await rowsOf('too-late')).toEqual([]);
  });
});

describe('the status', () => {
  test('is current to everybody who reads kstatus, and is written once', async () => {
    await create('once');
    await reconcile('once');
    const object = await read('once');
    expect(object.status).toEqual({
      observedGeneration: 1,
      table: 'public.students',
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'InSync',
          message: `row ${env.namespace}/once is in public.students`,
          observedGeneration: 1,
          lastTransitionTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        },
      ],
    });
    await reconcile('once');
    expect((await read('once')).metadata.resourceVersion).toBe(object.metadata.resourceVersion);
  });

  test("keeps other people's conditions", async () => {
    await create('audited');
    const theirs = {
      type: 'Audited',
      status: 'True',
      reason: 'Looked',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    await client.status.patch(PostgresWriter, keyOf('audited'), mergePatch({ status: { conditions: [theirs] } }));
    await reconcile('audited');
    const { status } = await read('audited');
    expect(status?.conditions?.map(({ type }) => type).toSorted()).toEqual(['Audited', 'Ready']);
  });

  test('of a stalled object is taken back once it is mended', async () => {
    await create('mended', { table: 'mended_table' });
    expect(await reconcile('mended')).toMatchObject({ kind: 'requeueAfter' });
    expect((await read('mended')).status?.conditions).toMatchObject([
      { type: 'Ready', status: 'False', reason: 'TableNotFound' },
      { type: 'Stalled', status: 'True', reason: 'TableNotFound' },
    ]);
    await env.sql('create table mended_table (id text primary key, name text, age integer, country text)');
    await edit('mended', { age: 24 });
    await reconcile('mended');
    expect((await read('mended')).status?.conditions).toMatchObject([{ type: 'Ready', status: 'True' }]);
  });

  test('needs no form that the CRD would refuse, however long the names are', async () => {
    const name = `long.${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(50)}`;
    await create(name, { table: `"${'é'.repeat(120)}"` });
    await reconcile(name);
    expect((await read(name)).status?.conditions?.[0]?.reason).toBe('InvalidTableName');
    expect(events).toEqual(['InvalidTableName']);
  });
});

describe('a read that is behind', () => {
  test('our own finalizer and status does no harm, and is no failure', async () => {
    const before = await create('behind', { finalizers: [OTHER] });
    await reconcile('behind');
    const { metadata } = await read('behind');
    shown = [before];
    expect(await reconcile('behind')).toEqual({ kind: 'done' });
    expect(liveReads).toBe(1);
    const after = await read('behind');
    expect(after.metadata.resourceVersion).toBe(metadata.resourceVersion);
    expect(after.metadata.finalizers).toEqual([OTHER, FINALIZER]);
  });

  test('an edit does not bring the old row back', async () => {
    await create('edited');
    await reconcile('edited');
    const before = await read('edited');
    await edit('edited', { age: 24 });
    await reconcile('edited');
    shown = [before];
    expect(await reconcile('edited')).toEqual({ kind: 'done' });
    expect(await rowsOf('edited')).toEqual([{ age: 24 }]);
    expect((await read('edited')).status?.observedGeneration).toBe(2);
  });

  test('its deletion does not bring the row back', async () => {
    await create('deleted');
    await reconcile('deleted');
    const before = await read('deleted');
    await client.delete(PostgresWriter, keyOf('deleted'));
    await reconcile('deleted');
    expect(isNotFound(await read('deleted').catch((error: unknown) => error))).toBe(true);
    shown = [before];
    expect(await reconcile('deleted')).toEqual({ kind: 'done' });
    expect(await rowsOf('deleted')).toEqual([]);
  });

  test('a new object of the same name leaves the new row', async () => {
    await create('again');
    await reconcile('again');
    await client.delete(PostgresWriter, keyOf('again'));
    const going = await read('again');
    await reconcile('again');
    await create('again', { age: 24 });
    await reconcile('again');
    shown = [going];
    expect(await reconcile('again')).toEqual({ kind: 'done' });
    expect(await rowsOf('again')).toEqual([{ age: 24 }]);
    expect((await read('again')).metadata.finalizers).toEqual([FINALIZER]);
  });
});

describe('with a row of somebody else', () => {
  test('the object waits, and goes without touching it', async () => {
    const foreign = [`${env.namespace}/foreign`, 'somebody', 99, 'elsewhere'];
    await env.sql('insert into students values ($1, $2, $3, $4)', foreign);
    await create('foreign');
    expect(await reconcile('foreign')).toMatchObject({ kind: 'requeueAfter' });
    expect(events).toEqual(['RowOwnedByAnother']);
    await client.delete(PostgresWriter, keyOf('foreign'));
    expect(await reconcile('foreign')).toEqual({ kind: 'done' });
    expect(await rowsOf('foreign')).toEqual([{ age: 99 }]);
  });
});

test('a trigger that makes something else of the row is told once, and not fought', async () => {
  await env.sql('create table loud (id text primary key, name text, age integer, country text)');
  await env.sql(`create function shout() returns trigger language plpgsql as
    $$ begin new.name := upper(new.name); return new; end $$`);
  await env.sql('create trigger shout before insert or update on loud for each row execute function shout()');
  await create('loud', { table: 'loud' });
  await reconcile('loud');
  const { metadata, status } = await read('loud');
  expect(status?.conditions).toMatchObject([{ type: 'Ready', status: 'True', reason: 'InSync' }]);
  await reconcile('loud');
  expect(events).toEqual(['RowAltered']);
  expect((await read('loud')).metadata.resourceVersion).toBe(metadata.resourceVersion);
  expect(await env.sql('select name from loud')).toEqual([{ name: 'ALEX' }]);
});

describe('policies', () => {
  const readyOf = async (name: string) => (await read(name)).status?.conditions?.find(({ type }) => type === 'Ready');
  const gone = async (name: string) => {
    const thrown: unknown = await read(name).catch((error: unknown) => error);
    return isNotFound(thrown);
  };

  test('the defaults are to delete the row, and to leave alone what was there before', async () => {
    await create('defaults');
    expect((await read('defaults')).spec).toMatchObject({
      deletionPolicy: 'Delete',
      adoptionPolicy: 'Fail',
      suspend: false,
    });
  });

  test('Retain leaves the row, and an object of the same name takes it back', async () => {
    await create('retained', { deletionPolicy: 'Retain' });
    await reconcile('retained');
    await client.delete(PostgresWriter, keyOf('retained'));
    await reconcile('retained');
    expect(await gone('retained')).toBe(true);
    expect(await rowsOf('retained')).toEqual([{ age: 23 }]);
    await create('retained', { age: 30 });
    await reconcile('retained');
    expect(await rowsOf('retained')).toEqual([{ age: 30 }]);
  });

  test('a policy that changes alone counts at the deletion', async () => {
    await create('rethought');
    await reconcile('rethought');
    await edit('rethought', { deletionPolicy: 'Retain' });
    await reconcile('rethought');
    const stored = await env.sql("select deletion_policy from postgres_writer.ledger where name = 'rethought'");
    expect(stored).toEqual([{ deletion_policy: 'Retain' }]);
  });

  test('Adopt takes a row that Fail leaves alone', async () => {
    await env.sql('insert into students values ($1, $2, 1, $3)', [`${env.namespace}/adopted`, 'someone', 'peru']);
    await create('adopted');
    await reconcile('adopted');
    expect(await readyOf('adopted')).toMatchObject({ status: 'False', reason: 'RowOwnedByAnother' });
    expect(await rowsOf('adopted')).toEqual([{ age: 1 }]);
    await edit('adopted', { adoptionPolicy: 'Adopt' });
    await reconcile('adopted');
    expect(await readyOf('adopted')).toMatchObject({ status: 'True' });
    expect(await rowsOf('adopted')).toEqual([{ age: 23 }]);
  });

  test('suspended, edits and deletion wait; afterwards both go on', async () => {
    await create('suspended');
    await reconcile('suspended');
    await edit('suspended', { suspend: true, age: 40 });
    await reconcile('suspended');
    expect(await readyOf('suspended')).toMatchObject({ status: 'False', reason: 'Suspended' });
    await client.delete(PostgresWriter, keyOf('suspended'));
    await reconcile('suspended');
    expect(await rowsOf('suspended')).toEqual([{ age: 23 }]);
    await edit('suspended', { suspend: false });
    await reconcile('suspended');
    expect(await rowsOf('suspended')).toEqual([]);
    expect(await gone('suspended')).toBe(true);
  });
});
