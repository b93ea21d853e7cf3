import { isConflict, isNotFound, isTooManyRequests, type Stored } from '@kubewright/apimachinery';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { getEventListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { gzipSync, createGzip } from 'node:zlib';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  ConnectionError,
  DecodeError,
  jsonPatch,
  mergePatch,
  NoKindMatchError,
  type RequestOutcome,
  type WatchLine,
} from '../../../src/client/index.ts';
import { aWidget, WIDGET, type Widget } from '../cache/fake-api.ts';
import { temporaryFolder } from './config/files.ts';
import { fakeServer, hangUp, json } from './fake-server.ts';

const server = fakeServer();
const folder = temporaryFolder();
const key = { namespace: 'default', name: 'a' };
const PATH = '/apis/demo.yash.com/v1/namespaces/default/widgets';
const status = (code: number, reason: string): object => ({
  kind: 'Status',
  status: 'Failure',
  code,
  reason,
  message: reason,
});
const thrownBy = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('a call', () => {
  test('says who calls, and asks for compression where it pays', async () => {
    const client = server.client({ userAgent: 'my-operator/1.0' });
    server.answer(json(aWidget('a', 1)), json(aWidget('a', 2)));
    await client.get(WIDGET, key);
    await client.update(WIDGET, aWidget('a', 1));
    const [get, put] = server.received;
    expect(get).toMatchObject({
      method: 'GET',
      url: `${PATH}/a`,
      headers: { authorization: 'Bearer abc', 'accept-encoding': 'gzip' },
    });
    expect(get?.headers['user-agent']).toMatch(/^my-operator\/1\.0 \(\w+\/\w+\) kubewright$/);
    expect(put).toMatchObject({ method: 'PUT', url: `${PATH}/a`, headers: { 'content-type': 'application/json' } });
    expect(put?.headers['accept-encoding']).toBeUndefined();
  });

  test('acts for somebody else when configured to', async () => {
    const impersonate = { user: 'jane', uid: '7', groups: ['a', 'b'], extra: { 'example.com/scope': ['x'] } };
    const client = server.client({}, { impersonate });
    server.answer(json(aWidget('a', 1)));
    await client.get(WIDGET, key);
    expect(server.received[0]?.headers).toMatchObject({
      'impersonate-user': 'jane',
      'impersonate-uid': '7',
      'impersonate-group': 'a, b',
      'impersonate-extra-example.com%2fscope': 'x',
    });
  });

  test('has the type of its kind, and fills in what a list leaves out', async () => {
    const client = server.client();
    const { apiVersion: _a, kind: _k, ...bare } = aWidget('a', 1);
    server.answer(json({ metadata: { resourceVersion: '5', continue: 't' }, items: [bare] }));
    const list = await client.list(WIDGET, { limit: 1 });
    expectTypeOf(list.items).toEqualTypeOf<readonly Stored<Widget>[]>();
    expect(list).toEqual({ metadata: { resourceVersion: '5', continue: 't' }, items: [aWidget('a', 1)] });
  });

  test('reads an empty list that Go wrote as null', async () => {
    server.answer(json({ metadata: { resourceVersion: '5' }, items: null }));
    expect((await server.client().list(WIDGET)).items).toEqual([]);
  });

  test('inflates a compressed answer, small or large', async () => {
    const client = server.client();
    const items = Array.from({ length: 5_000 }, (_, index) => aWidget(`w-${index}-${Math.random()}`, index + 1));
    for (const body of [
      { metadata: {}, items: items.slice(0, 1) },
      { metadata: {}, items },
    ]) {
      server.answer((response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(JSON.stringify(body)));
      });
      expect((await client.list(WIDGET)).items).toEqual(body.items);
    }
  });

  test('sends each kind of patch as what it is', async () => {
    const client = server.client();
    server.answer(...Array.from({ length: 3 }, () => json(aWidget('a', 1))));
    await client.patch(WIDGET, key, jsonPatch({ op: 'remove', path: '/spec' }));
    await client.patch(WIDGET, key, mergePatch({ spec: null }), { fieldManager: 'me' });
    await client.status.patch(WIDGET, key, { type: 'strategic', body: { status: {} } });
    expect(
      server.received.map(({ url, headers, body }) => [
        url.replace(PATH, ''),
        headers['content-type'],
        JSON.parse(body) as unknown,
      ]),
    ).toEqual([
      ['/a', 'application/json-patch+json', [{ op: 'remove', path: '/spec' }]],
      ['/a?fieldManager=me', 'application/merge-patch+json', { spec: null }],
      ['/a/status', 'application/strategic-merge-patch+json', { status: {} }],
    ]);
  });

  test('deletes one, with preconditions, or all that match', async () => {
    const client = server.client();
    server.answer(json({}), json({}));
    await client.delete(WIDGET, key, { preconditions: { uid: 'u', resourceVersion: '7' } });
    await client.deleteAllOf(WIDGET, { namespace: 'default', labelSelector: 'a=b', propagationPolicy: 'Background' });
    expect(server.received).toMatchObject([
      { method: 'DELETE', url: `${PATH}/a`, body: expect.stringContaining('"preconditions":{"uid":"u"') as string },
      { method: 'DELETE', url: `${PATH}?labelSelector=a%3Db`, body: expect.stringContaining('"Background"') as string },
    ]);
  });

  test('gives an object its apiVersion and kind on the way out', async () => {
    server.answer(json(aWidget('a', 1)));
    await server.client().create(WIDGET, { metadata: key });
    expect(JSON.parse(server.received[0]?.body ?? '')).toMatchObject({
      apiVersion: 'demo.yash.com/v1',
      kind: 'Widget',
    });
  });

  test('goes below the path of a server that has one', async () => {
    server.answer(json(aWidget('a', 1)));
    await server.client({}, {}, '/k8s/clusters/c-1').get(WIDGET, key);
    expect(server.received[0]?.url).toBe(`/k8s/clusters/c-1${PATH}/a`);
  });

  test('that an answer of another form comes to is an error which does not quote it', async () => {
    server.answer(
      (response) => response.end('<html>hunter2'),
      json({ items: 'hunter2', metadata: {} }),
      json({ spec: {} }),
    );
    const client = server.client();
    for (const call of [client.get(WIDGET, key), client.list(WIDGET), client.get(WIDGET, key)]) {
      const error = await thrownBy(call);
      expect(error).toBeInstanceOf(DecodeError);
      expect(String(error)).not.toContain('hunter2');
    }
  });
});

describe('a refusal', () => {
  test('is an ApiError with the server’s reason, the method and the path, and without the query', async () => {
    server.answer(json(status(409, 'Conflict'), 409), json(status(404, 'NotFound'), 404));
    const client = server.client();
    expect(isConflict(await thrownBy(client.update(WIDGET, aWidget('a', 1))))).toBe(true);
    const error = await thrownBy(client.list(WIDGET, { labelSelector: 'secret=x' }));
    expect(isNotFound(error)).toBe(true);
    expect(String(error)).toBe('ApiError: GET /apis/demo.yash.com/v1/widgets: NotFound (404 NotFound)');
  });

  test('with 429 and Retry-After is waited out, for a write too', async () => {
    const clock = new FakeClock();
    const client = server.client({ clock });
    server.answer(json(status(429, 'TooManyRequests'), 429, { 'retry-after': '2' }), json(aWidget('a', 1)));
    const call = client.create(WIDGET, aWidget('a', 1));
    await expect.poll(() => clock.nextIn()).toBe(2_000);
    await clock.advance(2_000);
    expect(await call).toMatchObject({ metadata: { name: 'a' } });
  });

  test('that never ends is handed on after a few attempts, with the time to wait', async () => {
    const clock = new FakeClock();
    const client = server.client({ clock });
    server.answer(
      ...Array.from({ length: 6 }, () => json(status(429, 'TooManyRequests'), 429, { 'retry-after': '1' })),
    );
    const call = thrownBy(client.get(WIDGET, key));
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect.poll(() => clock.pending).toBe(1);
      await clock.advance(1_000);
    }
    const error = await call;
    expect(isTooManyRequests(error)).toBe(true);
    expect(error).toMatchObject({ retryAfterSeconds: 1 });
    expect(server.received).toHaveLength(6);
  });

  test('with 401 makes the client read its token again, once', async () => {
    const path = await folder.write('token', 'old');
    const clock = new FakeClock();
    const client = server.client({ clock }, { auth: { kind: 'tokenFile', path } });
    server.answer(json(aWidget('a', 1)), json(status(401, 'Unauthorized'), 401), json(aWidget('a', 1)));
    await client.get(WIDGET, key);
    await writeFile(path, 'new');
    await clock.advance(1_000);
    await client.get(WIDGET, key);
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer old',
      'Bearer old',
      'Bearer new',
    ]);
  });

  test('with 401 and no newer token is handed on', async () => {
    server.answer(json(status(401, 'Unauthorized'), 401));
    expect(await thrownBy(server.client().get(WIDGET, key))).toMatchObject({ reason: 'Unauthorized' });
    expect(server.received).toHaveLength(1);
  });
});

describe('a network failure', () => {
  test('in a read is tried once more: the server may have closed an idle connection', async () => {
    server.answer(hangUp, json(aWidget('a', 1)));
    expect(await server.client().get(WIDGET, key)).toMatchObject({ metadata: { name: 'a' } });
  });

  test('in a write is handed on, since it may have been done', async () => {
    server.answer(hangUp, json(aWidget('a', 1)));
    const error = await thrownBy(server.client().create(WIDGET, aWidget('a', 1)));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ sent: true, request: { method: 'POST', path: PATH } });
    expect(server.received).toHaveLength(1);
  });

  test('of a server that is not there says so, and that nothing was sent', async () => {
    const client = server.client({}, { server: 'http://127.0.0.1:1' });
    const error = await thrownBy(client.create(WIDGET, aWidget('a', 1)));
    expect(error).toMatchObject({ name: 'ConnectionError', sent: false });
    expect(String(error)).toContain('nothing listens at 127.0.0.1:1');
  });

  test('in the middle of an answer is no short answer', async () => {
    const cut = (response: Parameters<typeof hangUp>[0]): void => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"metadata":');
      setImmediate(() => response.destroy());
    };
    server.answer(cut, cut);
    expect(await thrownBy(server.client().list(WIDGET))).toBeInstanceOf(ConnectionError);
  });
});

describe('aborting', () => {
  const reason = new Error('enough');

  test('ends a call that is not answered', async () => {
    const abort = new AbortController();
    const call = thrownBy(server.client().get(WIDGET, key, { signal: abort.signal }));
    await expect.poll(() => server.received.length).toBe(1);
    abort.abort(reason);
    expect(await call).toBe(reason);
  });

  test('ends a call that still waits for a connection', async () => {
    const client = server.client();
    const busy = Array.from({ length: 64 }, async () => await thrownBy(client.get(WIDGET, key)));
    await expect.poll(() => server.received.length).toBe(64);
    const abort = new AbortController();
    const waiting = thrownBy(client.get(WIDGET, key, { signal: abort.signal }));
    abort.abort(reason);
    expect(await waiting).toBe(reason);
    await client.destroy();
    for (const error of await Promise.all(busy)) expect(error).toBeInstanceOf(ConnectionError);
    expect(server.received).toHaveLength(64);
  });

  test('before a call sends nothing', async () => {
    expect(await thrownBy(server.client().get(WIDGET, key, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(server.received).toEqual([]);
  });

  test('leaves no listener behind on a signal that lives on', async () => {
    const { signal } = new AbortController();
    server.answer(json(aWidget('a', 1)));
    await server.client().get(WIDGET, key, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('a watch', () => {
  const lineOf = (type: string, resourceVersion: number): string =>
    `${JSON.stringify({ type, object: aWidget('ü', resourceVersion) })}\n`;
  async function collect(lines: AsyncGenerator<WatchLine<Widget>>, into: string[]): Promise<void> {
    for await (const line of lines) {
      into.push(line.type === 'BOOKMARK' ? line.type : `${line.type} ${line.object.metadata.resourceVersion}`);
    }
  }

  test('yields its lines and returns when the server ends it', async () => {
    server.answer((response) => {
      const bytes = Buffer.from(lineOf('ADDED', 1) + lineOf('MODIFIED', 2) + lineOf('BOOKMARK', 3));
      for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
      response.end();
    });
    const seen: string[] = [];
    let opened = false;
    const onOpen = (): void => void (opened = true);
    await collect(server.client().watch(WIDGET, { namespace: 'default', resourceVersion: '0', onOpen }), seen);
    expect(seen).toEqual(['ADDED 1', 'MODIFIED 2', 'BOOKMARK']);
    expect(opened).toBe(true);
    expect(server.received[0]?.url).toBe(`${PATH}?watch=true&resourceVersion=0`);
  });

  test('yields each line of a compressed stream as it comes', async () => {
    const gzip = createGzip();
    server.answer((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      gzip.pipe(response);
      gzip.write(lineOf('ADDED', 1));
      gzip.flush();
    });
    const lines = server.client().watch(WIDGET);
    expect((await lines.next()).value).toMatchObject({ type: 'ADDED' });
    gzip.end(lineOf('MODIFIED', 2));
    expect((await lines.next()).value).toMatchObject({ type: 'MODIFIED' });
    expect((await lines.next()).done).toBe(true);
  });

  test('that is cut is an error, after the lines that came', async () => {
    server.answer((response) => {
      response.write(lineOf('ADDED', 1) + lineOf('MODIFIED', 2).slice(0, 20));
      setImmediate(() => response.destroy());
    });
    const seen: string[] = [];
    expect(await thrownBy(collect(server.client().watch(WIDGET), seen))).toBeInstanceOf(ConnectionError);
    expect(seen).toEqual(['ADDED 1']);
  });

  test('that is refused is an ApiError', async () => {
    server.answer(json(status(410, 'Expired'), 410));
    expect(await thrownBy(server.client().watch(WIDGET).next())).toMatchObject({ reason: 'Expired' });
  });

  test('ends with the signal’s reason, and its connection with it', async () => {
    server.answer((response) => void response.write(lineOf('ADDED', 1)));
    const abort = new AbortController();
    const lines = server.client().watch(WIDGET, { signal: abort.signal });
    await lines.next();
    const next = thrownBy(lines.next());
    abort.abort(new Error('enough'));
    expect(await next).toMatchObject({ message: 'enough' });
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  test('that nobody listens to any more gives its connection up', async () => {
    server.answer((response) => void response.write(lineOf('ADDED', 1)));
    for await (const line of server.client().watch(WIDGET)) {
      expect(line.type).toBe('ADDED');
      break;
    }
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  test('takes no connection from calls, however many there are', async () => {
    const client = server.client();
    const abort = new AbortController();
    server.answer(
      ...Array.from({ length: 80 }, () => (response: { write(text: string): unknown }) => void response.write('\n')),
    );
    const watches = Array.from(
      { length: 80 },
      async () => await thrownBy(client.watch(WIDGET, { signal: abort.signal }).next()),
    );
    await expect.poll(() => server.received.length).toBe(80);
    server.answer(json(aWidget('a', 1)));
    expect(await client.get(WIDGET, key)).toMatchObject({ metadata: { name: 'a' } });
    abort.abort();
    await Promise.all(watches);
  });
});

describe('a client', () => {
  test('tells an observer of every request, refused and failed ones too', async () => {
    const seen: RequestOutcome[] = [];
    const client = server.client({ observer: { requestDone: (outcome) => seen.push(outcome) } });
    server.answer(json(aWidget('a', 1)), json(status(404, 'NotFound'), 404), hangUp);
    await client.get(WIDGET, key);
    await thrownBy(client.get(WIDGET, key));
    await thrownBy(client.create(WIDGET, aWidget('a', 1)));
    expect(seen.map(({ method, code }) => `${method} ${code}`)).toEqual(['GET 200', 'GET 404', 'POST <error>']);
    expect(seen.every(({ durationMs, host }) => durationMs >= 0 && host.startsWith('127.0.0.1:'))).toBe(true);
  });

  test('keeps its connections, and closes them after the last call when it is closed', async () => {
    const client = server.client();
    server.answer(...Array.from({ length: 10 }, () => json(aWidget('a', 1))));
    for (let i = 0; i < 10; i++) await client.get(WIDGET, key);
    // A connection rests for one turn of the event loop after each answer.
    expect(server.openConnections()).toBeLessThanOrEqual(2);
    let finish: (() => void) | undefined;
    server.answer((response) => {
      finish = () => response.end(JSON.stringify(aWidget('a', 2)));
    });
    const last = client.get(WIDGET, key);
    await expect.poll(() => finish).toBeDefined();
    const closed = client.close();
    finish?.();
    expect(await last).toMatchObject({ metadata: { resourceVersion: '2' } });
    await closed;
    await expect.poll(() => server.openConnections()).toBe(0);
    expect(await thrownBy(client.get(WIDGET, key))).toMatchObject({ message: 'the client is closed' });
  });

  test('can be closed right after a watch was aborted, and destroyed while it is being closed', async () => {
    const client = server.client();
    const abort = new AbortController();
    server.answer((response) => void response.write('\n'));
    const watch = thrownBy(client.watch(WIDGET, { signal: abort.signal }).next());
    await expect.poll(() => server.received.length).toBe(1);
    const call = thrownBy(client.get(WIDGET, key));
    await expect.poll(() => server.received.length).toBe(2);
    abort.abort();
    await watch;
    const closed = client.close();
    await client.destroy();
    await closed;
    expect(await call).toBeInstanceOf(ConnectionError);
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  test('says which kind a server does not serve', async () => {
    const client = server.client();
    server.answer(json({ resources: [{ name: 'gadgets', kind: 'Gadget' }] }), json(status(404, 'NotFound'), 404));
    for (let i = 0; i < 2; i++) {
      const error = await thrownBy(client.discovery.requireKind(WIDGET));
      expect(error).toBeInstanceOf(NoKindMatchError);
      expect(String(error)).toContain('no matches for kind "Widget" in version "demo.yash.com/v1"');
      expect(String(error)).toContain('widgets.demo.yash.com');
    }
    server.answer(json({ resources: [{ name: 'widgets', kind: 'Widget' }] }));
    await client.discovery.requireKind(WIDGET);
    expect(server.received[0]?.url).toBe('/apis/demo.yash.com/v1');
  });
});
