import { ApiError, type KubernetesObject } from '@kubewright/apimachinery';
import { describe, expect, test } from 'vitest';
import { LeaseLock, type LeaseClient, type LeaseRecord } from '../../../src/leaderelection/index.ts';

const signal = new AbortController().signal;
const record: LeaseRecord = {
  holderIdentity: 'a',
  leaseDurationSeconds: 15,
  acquireTime: '2026-01-01T00:00:00.000000Z',
  renewTime: '2026-01-01T00:00:02.000000Z',
  leaseTransitions: 1,
};

/** A client with this one lease, that records what is written. */
function clientWith(lease: object | undefined) {
  const written: object[] = [];
  let version = 1;
  const answer = (object: object): never =>
    ({
      ...object,
      metadata: { ...(object as KubernetesObject).metadata, resourceVersion: String(++version) },
    }) as never;
  const client: LeaseClient = {
    get: () =>
      lease === undefined
        ? Promise.reject(new ApiError({ code: 404, reason: 'NotFound' }))
        : Promise.resolve(lease as never),
    create: (_kind, object) => {
      written.push(object);
      return Promise.resolve(answer(object));
    },
    update: (_kind, object) => {
      written.push(object);
      return Promise.resolve(answer(object));
    },
  };
  return { client, written };
}

const lockOn = (client: LeaseClient, labels?: Record<string, string>): LeaseLock =>
  new LeaseLock({ client, namespace: 'ns', name: 'lease', ...(labels && { labels }) });

describe('a lease lock', () => {
  test('reads a lease, whatever is missing in it', async () => {
    const { client } = clientWith({ metadata: { name: 'lease' }, spec: { holderIdentity: 'x' } });
    expect(await lockOn(client).get(signal)).toEqual({
      holderIdentity: 'x',
      leaseDurationSeconds: 0,
      acquireTime: '',
      renewTime: '',
      leaseTransitions: 0,
    });
  });

  test('says when there is none, and lets other failures through', async () => {
    expect(await lockOn(clientWith(undefined).client).get(signal)).toBeUndefined();
    const { client } = clientWith(undefined);
    const forbidden = { ...client, get: () => Promise.reject(new ApiError({ code: 403, reason: 'Forbidden' })) };
    await expect(lockOn(forbidden).get(signal)).rejects.toThrow();
  });

  test('creates one with its labels', async () => {
    const { client, written } = clientWith(undefined);
    await lockOn(client, { app: 'x' }).create(record, signal);
    expect(written).toEqual([
      {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { namespace: 'ns', name: 'lease', labels: { app: 'x' } },
        spec: record,
      },
    ]);
  });

  test('writes over what it saw last, by version, and keeps what others put there', async () => {
    const { client, written } = clientWith({
      metadata: { name: 'lease', resourceVersion: '7', labels: { theirs: '1' } },
      spec: { holderIdentity: 'x', strategy: 'OldestEmulationVersion' },
    });
    const lock = lockOn(client, { ours: '2' });
    await lock.get(signal);
    await lock.update(record, signal);
    await lock.update({ ...record, leaseTransitions: 2 }, signal);
    expect(written).toMatchObject([
      {
        metadata: { resourceVersion: '7', labels: { theirs: '1', ours: '2' } },
        spec: { ...record, strategy: 'OldestEmulationVersion' },
      },
      { metadata: { resourceVersion: '2' }, spec: { leaseTransitions: 2 } },
    ]);
  });

  test('refuses to write over what it never saw', async () => {
    await expect(lockOn(clientWith(undefined).client).update(record, signal)).rejects.toThrow('was not read yet');
  });
});
