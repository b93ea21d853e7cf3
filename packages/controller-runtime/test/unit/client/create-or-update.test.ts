import { ApiError, type Kind, type Stored } from '@kubewright/apimachinery';
import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { createOrPatch, createOrUpdate, type Client, type Operation } from '../../../src/client/index.ts';
import { aWidget, WIDGET, type Widget } from '../cache/fake-api.ts';

interface WithStatus extends Widget {
  readonly status?: { readonly ready: boolean };
}
const KIND: Kind<WithStatus> = { ...WIDGET, subresources: ['status'] };
const key = { namespace: 'default', name: 'a' };

let stored: Stored<WithStatus> | undefined;
let calls: (readonly [call: string, sent: unknown])[];
const answer = async <T>(call: string, sent: unknown): Promise<T> => {
  calls.push([call, sent]);
  return await Promise.resolve((stored ?? sent) as T);
};
const client = {
  get: async () => {
    if (stored === undefined) throw new ApiError({ code: 404 });
    return await Promise.resolve(stored);
  },
  create: async (_kind: unknown, object: unknown) => await answer('create', object),
  update: async (_kind: unknown, object: unknown) => await answer('update', object),
  patch: async (_kind: unknown, _key: unknown, patch: unknown) => await answer('patch', patch),
  status: { patch: async (_kind: unknown, _key: unknown, patch: unknown) => await answer('status.patch', patch) },
} as unknown as Client;

beforeEach(() => {
  stored = { ...aWidget('a', 7, { size: 3 }), status: { ready: false } };
  calls = [];
});

describe.each([{ how: createOrUpdate }, { how: createOrPatch }])('$how.name', ({ how }) => {
  test('creates what is not there', async () => {
    stored = undefined;
    const outcome = await how(client, KIND, key, (current) => {
      expect(current).toEqual({ metadata: key });
      return { ...current, spec: { size: 1 } };
    });
    expectTypeOf(outcome).toEqualTypeOf<Operation<WithStatus>>();
    expect(outcome.result).toBe('created');
    expect(calls).toEqual([['create', { metadata: key, spec: { size: 1 } }]]);
  });

  test.each([
    { what: 'the same', mutate: (current: Partial<WithStatus>) => ({ ...current, metadata: current.metadata ?? {} }) },
    { what: 'the same made anew', mutate: () => ({ metadata: key, spec: { size: 3 }, status: { ready: false } }) },
    { what: 'the same without a status', mutate: () => ({ metadata: key, spec: { size: 3 } }) },
  ])('writes nothing for $what', async ({ mutate }) => {
    const { result, object } = await how(client, KIND, key, mutate);
    expect([result, object, calls]).toEqual(['unchanged', stored, []]);
  });

  test.each([
    { what: 'name', metadata: { ...key, name: 'b' } },
    { what: 'namespace', metadata: { name: 'a', namespace: 'other' } },
  ])('refuses another $what', async ({ metadata }) => {
    await expect(how(client, KIND, key, () => ({ metadata }))).rejects.toThrow('must not change the name');
    stored = undefined;
    await expect(how(client, KIND, key, () => ({ metadata }))).rejects.toThrow(TypeError);
    expect(calls).toEqual([]);
  });
});

describe('createOrUpdate', () => {
  test('replaces what differs, under the version that was read', async () => {
    const { result } = await createOrUpdate(client, KIND, key, () => ({ metadata: key, spec: { size: 4 } }));
    expect(result).toBe('updated');
    expect(calls).toMatchObject([['update', { metadata: { uid: 'uid-a', resourceVersion: '7' }, spec: { size: 4 } }]]);
  });

  test('does not write a status, which an update would not change', async () => {
    const { result } = await createOrUpdate(client, KIND, key, (current) => ({ ...current, status: { ready: true } }));
    expect([result, calls]).toEqual(['unchanged', []]);
  });

  test('writes a status that is a field like any other', async () => {
    const { result } = await createOrUpdate(client, { ...KIND, subresources: [] }, key, (current) => ({
      ...current,
      status: { ready: true },
    }));
    expect(result).toBe('updated');
  });
});

describe('createOrPatch', () => {
  const size = { type: 'merge', body: { spec: { size: 4 } } };
  const ready = { type: 'merge', body: { status: { ready: true } } };

  test('patches what differs', async () => {
    const { result } = await createOrPatch(client, KIND, key, (current) => ({ ...current, spec: { size: 4 } }));
    expect([result, calls]).toEqual(['updated', [['patch', size]]]);
  });

  test('patches the object, then its status', async () => {
    const { result } = await createOrPatch(client, KIND, key, (current) => ({
      ...current,
      spec: { size: 4 },
      status: { ready: true },
    }));
    expect([result, calls]).toEqual([
      'updatedStatus',
      [
        ['patch', size],
        ['status.patch', ready],
      ],
    ]);
  });

  test('patches the status alone', async () => {
    const { result } = await createOrPatch(client, KIND, key, (current) => ({ ...current, status: { ready: true } }));
    expect([result, calls]).toEqual(['updatedStatusOnly', [['status.patch', ready]]]);
  });
});
