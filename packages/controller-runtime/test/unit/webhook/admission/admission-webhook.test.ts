import { ApiError } from '@kubewright/apimachinery';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import {
  admissionWebhook,
  allowed,
  denied,
  errored,
  multiMutatingHandler,
  multiValidatingHandler,
  patched,
  withDefaulter,
  withValidator,
  withWarnings,
  type AdmissionRequest,
  type Defaulter,
  type Handler,
  type HandlerFunc,
  type Validator,
} from '../../../../src/webhook/admission/index.ts';
import { aThing, serve, THING, type Thing } from '../support.ts';

const aReview = (over: Partial<AdmissionRequest> = {}) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'u-1',
    kind: { group: 'test.example.com', version: 'v1', kind: 'Thing' },
    resource: { group: 'test.example.com', version: 'v1', resource: 'things' },
    operation: 'CREATE',
    userInfo: { username: 'ann', groups: ['system:authenticated'] },
    name: 'ann',
    namespace: 'ns',
    object: aThing(),
    ...over,
  },
});

/** What the API server hears, with its patch decoded. */
async function ask(handler: Handler | HandlerFunc, review: unknown = aReview()) {
  await using running = await serve((server) => server.register('/hook', admissionWebhook(handler)));
  const { status, body } = await running.post('/hook', review);
  const { response, ...identity } = JSON.parse(body) as {
    readonly response: Readonly<Record<string, unknown>> & { readonly patch?: string };
  };
  expect({ status, ...identity }).toEqual({ status: 200, apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' });
  const { patch, ...rest } = response;
  const metric = async (name: string): Promise<string> => await running.registry.getSingleMetricAsString(name);
  return {
    ...rest,
    ...(patch !== undefined && { patch: JSON.parse(Buffer.from(patch, 'base64').toString()) as unknown }),
    panics: /webhook_panics_total (\d)/.exec(await metric('controller_runtime_webhook_panics_total'))?.[1],
  };
}

describe('a handler', () => {
  test.each([
    { name: 'allows', response: allowed(), want: { allowed: true, status: { code: 200 } } },
    {
      name: 'denies',
      response: denied('too big'),
      want: { allowed: false, status: { code: 403, message: 'too big' } },
    },
    {
      name: 'fails',
      response: errored(503, new Error('not now')),
      want: { allowed: false, status: { code: 503, message: 'not now' } },
    },
    {
      name: 'patches',
      response: patched('changed', { op: 'add', path: '/spec/size', value: 'ö' }),
      want: { allowed: true, patchType: 'JSONPatch', patch: [{ op: 'add', path: '/spec/size', value: 'ö' }] },
    },
    {
      name: 'warns',
      response: withWarnings(withWarnings(allowed(), 'a'), 'b'),
      want: { allowed: true, warnings: ['a', 'b'] },
    },
    {
      name: 'annotates the audit log',
      response: { ...allowed(), auditAnnotations: { why: 'so' } },
      want: { auditAnnotations: { why: 'so' } },
    },
  ])('$name', async ({ response, want }) => {
    expect(await ask(() => response)).toMatchObject({ uid: 'u-1', ...want });
  });

  test('is told who asks for what, and whether it is for real', async () => {
    const handle = vi.fn<HandlerFunc>(() => allowed());
    await ask({ handle }, aReview({ dryRun: true, operation: 'UPDATE', oldObject: aThing() }));
    const [request, context] = handle.mock.calls[0]!;
    expect(request).toMatchObject({ dryRun: true, operation: 'UPDATE', userInfo: { username: 'ann' } });
    expect(context.request).toBe(request);
  });

  test('that throws an ApiError refuses with that very status', async () => {
    const details = { causes: [{ field: 'spec.size', message: 'too big' }] };
    const cause = new ApiError({ code: 422, reason: 'Invalid', message: 'the size is wrong', details });
    const answer = await ask(() => {
      throw new Error('wrapped', { cause });
    });
    expect(answer).toMatchObject({
      allowed: false,
      status: { code: 422, reason: 'Invalid', message: 'the size is wrong', details },
    });
  });

  test('that throws any other error denies with its message', async () => {
    const answer = await ask(() => Promise.reject(new Error('the size is wrong')));
    expect(answer).toMatchObject({ allowed: false, status: { code: 403, message: 'the size is wrong' }, panics: '0' });
  });

  test.each([new TypeError('secret is "hunter2"'), 'hunter2'])(
    'that throws %s has a mistake: 500, and the message stays in the log',
    async (thrown) => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is what is tested
      const answer = await ask(() => Promise.reject(thrown));
      expect(answer).toMatchObject({ uid: 'u-1', allowed: false, status: { code: 500 }, panics: '1' });
      expect(JSON.stringify(answer)).not.toContain('hunter2');
    },
  );

  test.each([
    { path: '/hook?timeout=3s', waits: 3_000 },
    { path: '/hook', waits: 30_000 },
    { path: '/hook?timeout=999s', waits: 30_000 },
  ])(
    'that takes longer than the API server waits at $path is told to stop, and answered for',
    async ({ path, waits }) => {
      const started = Promise.withResolvers<AbortSignal>();
      const handler: HandlerFunc = (_request, { signal }) => {
        started.resolve(signal);
        return new Promise(() => undefined);
      };
      await using running = await serve((server) => server.register('/hook', admissionWebhook(handler)));
      const answer = running.post(path, aReview());
      const signal = await started.promise;
      await running.clock.advance(waits - 1);
      expect(signal.aborted).toBe(false);
      await running.clock.advance(1);
      expect(JSON.parse((await answer).body)).toMatchObject({
        response: { allowed: false, status: { code: 504, message: `the webhook took longer than ${waits / 1000} s` } },
      });
      expect(signal.aborted).toBe(true);
      expect(running.clock.pending).toBe(0);
    },
  );
});

describe('a body', () => {
  const big = JSON.stringify(aReview({ object: aThing({ size: 'x'.repeat(7 * 1024 * 1024) }) }));
  test.each([
    { name: 'is empty', body: '', code: 400, message: 'request body is empty' },
    { name: 'is no JSON', body: '{"password":', code: 400, message: 'the request body is no JSON (12 characters)' },
    { name: 'is no object', body: '[]', code: 400, message: 'want AdmissionReview' },
    { name: 'is null', body: 'null', code: 400, message: 'the request body is no JSON object' },
    {
      name: 'is of another version',
      body: { ...aReview(), apiVersion: 'admission.k8s.io/v1beta1' },
      code: 400,
      message: 'want AdmissionReview of admission.k8s.io/v1, got AdmissionReview of admission.k8s.io/v1beta1',
    },
    { name: 'is another review', body: { ...aReview(), kind: 'TokenReview' }, code: 400, message: 'got TokenReview' },
    { name: 'has no request', body: { ...aReview(), request: undefined }, code: 400, message: 'no request with a uid' },
    {
      name: 'has null for a request',
      body: { ...aReview(), request: null },
      code: 400,
      message: 'no request with a uid',
    },
    { name: 'has no uid', body: aReview({ uid: '' }), code: 400, message: 'no request with a uid' },
    {
      name: 'has an unknown operation',
      body: aReview({ operation: 'EAT' as 'CREATE' }),
      code: 400,
      message: 'unknown operation "EAT"',
    },
    { name: 'is too large', body: big, code: 413, message: 'limit is 7340032 bytes' },
    {
      name: 'is of another type',
      body: aReview(),
      headers: { 'content-type': 'application/yaml' },
      code: 415,
      message: 'contentType=application/yaml, expected application/json',
    },
  ])('that $name is answered with $code', async ({ body, code, message, headers }) => {
    await using running = await serve((server) =>
      server.register(
        '/hook',
        admissionWebhook(() => allowed()),
      ),
    );
    const answer = await running.post('/hook', body, headers);
    expect(answer.status).toBe(code);
    expect(JSON.parse(answer.body)).toMatchObject({ kind: 'Status', status: 'Failure', code });
    expect((JSON.parse(answer.body) as { message: string }).message).toContain(message);
    expect(answer.body).not.toContain('password');
  });

  test('may name the encoding beside its type', async () => {
    await using running = await serve((server) =>
      server.register(
        '/hook',
        admissionWebhook(() => allowed()),
      ),
    );
    expect((await running.post('/hook', aReview(), { 'content-type': 'application/json; charset=utf-8' })).status).toBe(
      200,
    );
  });
});

describe('a defaulter', () => {
  const medium: Defaulter<Thing> = {
    default: (thing) => {
      thing.spec.size ??= 'M';
    },
  };

  test('changes what it is given, and the answer says just that', async () => {
    const object = { ...aThing({ parts: [{ name: 'a' }] }), unknown: { kept: 1 } };
    expect(await ask(withDefaulter(THING, medium), aReview({ object }))).toMatchObject({
      allowed: true,
      patch: [{ op: 'add', path: '/spec/size', value: 'M' }],
    });
  });

  test('that changes nothing sends no patch', async () => {
    const answer = await ask(withDefaulter(THING, medium), aReview({ object: aThing({ size: 'L' }) }));
    expect(answer).toMatchObject({ allowed: true });
    expect(answer).not.toHaveProperty('patchType');
  });

  test('may return another object, later', async () => {
    const handler = withDefaulter(THING, { default: (thing) => Promise.resolve({ ...thing, spec: { size: 'S' } }) });
    expect(await ask(handler)).toMatchObject({ patch: [{ op: 'add', path: '/spec/size', value: 'S' }] });
  });

  test('is not asked when an object is deleted', async () => {
    const handler = withDefaulter(THING, { default: () => Promise.reject(new Error('called')) });
    expect(await ask(handler, aReview({ operation: 'DELETE', oldObject: aThing() }))).toMatchObject({ allowed: true });
  });

  test.each([
    { name: 'missing', object: undefined, message: 'there is no content to decode' },
    {
      name: 'of another kind',
      object: { ...aThing(), kind: 'Other' },
      message: 'want Thing (test.example.com/v1), got Other',
    },
    { name: 'of another version', object: { ...aThing(), apiVersion: 'v1' }, message: 'got Thing (v1)' },
    { name: 'no object', object: 7, message: 'the object has no metadata' },
  ])('answers 400 for an object that is $name', async ({ object, message }) => {
    const answer = await ask(withDefaulter(THING, medium), aReview({ object }));
    expect(answer).toMatchObject({ uid: 'u-1', allowed: false, status: { code: 400 } });
    expect((answer as unknown as { status: { message: string } }).status.message).toContain(message);
  });
});

describe('a validator', () => {
  const calls: unknown[] = [];
  const validator: Validator<Thing> = {
    validateCreate: (thing, { warn }) => {
      warn('said before');
      if (thing.spec.size === 'XXL') throw new Error('no such size');
      return ['said with it'];
    },
    validateUpdate: (before, after) => void calls.push([before.spec.size, after.spec.size]),
    validateDelete: (thing) => Promise.resolve([`bye ${thing.metadata.name}`]),
  };
  const handler = withValidator(THING, validator);

  test('allows with warnings, and denies with them', async () => {
    expect(await ask(handler)).toMatchObject({ allowed: true, warnings: ['said with it', 'said before'] });
    expect(await ask(handler, aReview({ object: aThing({ size: 'XXL' }) }))).toMatchObject({
      allowed: false,
      status: { code: 403, reason: 'Forbidden', message: 'no such size' },
      warnings: ['said before'],
    });
  });

  test('is given both objects of an update, and the old one of a deletion', async () => {
    const [object, oldObject] = [aThing({ size: 'L' }), aThing({ size: 'S' })];
    await ask(handler, aReview({ operation: 'UPDATE', object, oldObject }));
    expect(calls).toEqual([['S', 'L']]);
    const deletion = aReview({ operation: 'DELETE', object: undefined, oldObject });
    expect(await ask(handler, deletion)).toMatchObject({ allowed: true, warnings: ['bye ann'] });
  });

  test('allows what it has no method for, and what cannot be validated', async () => {
    const nothing = withValidator(THING, {});
    for (const operation of ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const) {
      expect(await ask(nothing, aReview({ operation, oldObject: aThing() }))).toMatchObject({ allowed: true });
    }
    expect(await ask(handler, aReview({ operation: 'CONNECT' }))).toMatchObject({ allowed: true });
  });
});

describe('several handlers', () => {
  const add = (name: string) => patched('', { op: 'add', path: `/metadata/labels/${name}`, value: 'x' });

  test('are asked in turn, with their patches and warnings put together', async () => {
    const handler = multiMutatingHandler(
      () => withWarnings(add('a'), 'from a'),
      { handle: () => Promise.resolve(allowed()) },
      () => withWarnings(add('b'), 'from b'),
    );
    expect(await ask(handler)).toMatchObject({
      allowed: true,
      patch: [{ path: '/metadata/labels/a' }, { path: '/metadata/labels/b' }],
      warnings: ['from a', 'from b'],
    });
  });

  test('are not asked after the first that refuses', async () => {
    const last = vi.fn<HandlerFunc>(() => allowed());
    const answer = await ask(
      multiValidatingHandler(
        () => withWarnings(allowed(), 'early'),
        () => denied('no'),
        last,
      ),
    );
    expect(answer).toMatchObject({ allowed: false, status: { message: 'no' }, warnings: ['early'] });
    expect(last).not.toHaveBeenCalled();
  });

  test('that validate must not patch', async () => {
    expect(await ask(multiValidatingHandler(() => add('a')))).toMatchObject({ allowed: false, status: { code: 500 } });
  });
});

test('the types are those of the kind: a copy to change, and objects to look at', () => {
  withDefaulter(THING, {
    default: (thing) => {
      expectTypeOf(thing.spec.parts).toEqualTypeOf<{ name: string }[] | undefined>();
      thing.metadata.labels = { a: 'b' };
    },
  });
  withValidator(THING, {
    validateCreate: (thing) => {
      // @ts-expect-error: what is validated is not changed
      thing.spec.size = 'M';
    },
  });
});
