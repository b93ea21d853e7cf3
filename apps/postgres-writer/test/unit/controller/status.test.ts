import type { Stored } from '@kubewright/apimachinery';
import { describe, expect, test } from 'vitest';
import type { PostgresWriter } from '../../../api/v1/index.ts';
import { nextStatus, StatusWriter } from '../../../controller/status.ts';
import type { Report } from '../../../controller/verdict.ts';
import { aCondition, aWriter, NOW } from './builders.ts';

const ready: Report = {
  state: 'ready',
  reason: 'InSync',
  message: 'row default/sample-student is in public.students',
  table: 'public.students',
};
const stalled: Report = { state: 'stalled', reason: 'TableNotFound', message: 'there is no table pupils' };
const inOrder = { conditions: [aCondition()], observedGeneration: 1, table: 'public.students' };

describe('the next status', () => {
  test('of an object that nobody has seen says all', () => {
    expect(nextStatus(aWriter(), ready, NOW)).toEqual(inOrder);
  });

  test('is none when the object says it already', () => {
    expect(nextStatus(aWriter({ status: inOrder }), ready, '2027-01-01T00:00:00Z')).toBeUndefined();
  });

  test('is one when only the generation is new', () => {
    const edited = aWriter({ metadata: { generation: 2 }, status: inOrder });
    expect(nextStatus(edited, ready, NOW)).toMatchObject({
      observedGeneration: 2,
      conditions: [{ observedGeneration: 2 }],
    });
  });

  test('is one when only the place is new', () => {
    const moved = nextStatus(aWriter({ status: inOrder }), { ...ready, table: 'public.pupils' }, NOW);
    expect(moved?.table).toBe('public.pupils');
  });

  test('is one when somebody changed observedGeneration', () => {
    expect(nextStatus(aWriter({ status: { ...inOrder, observedGeneration: 7 } }), ready, NOW)).toEqual(inOrder);
  });

  test('of a failure still tells where the row was written last', () => {
    expect(nextStatus(aWriter({ status: inOrder }), stalled, NOW)?.table).toBe('public.students');
  });
});

describe('the status writer', () => {
  const written: unknown[] = [];
  const status = {
    update: (_kind: unknown, object: unknown) => {
      written.push(object);
      return Promise.resolve(aWriter({ metadata: { resourceVersion: '101' } }) as never);
    },
  };
  const writer = new StatusWriter({ status }, () => Date.parse(NOW) + 999);
  const { signal } = new AbortController();

  test('writes once, with the version it was made from', async () => {
    written.length = 0;
    expect((await writer.write(aWriter(), ready, { signal }))?.metadata.resourceVersion).toBe('101');
    const expected: Stored<PostgresWriter> = { ...aWriter(), status: inOrder };
    expect(written).toEqual([expected]);
    expect(expected.metadata.resourceVersion).toBe('100');
  });

  test('writes nothing when nothing changed', async () => {
    written.length = 0;
    expect(await writer.write(aWriter({ status: inOrder }), ready, { signal })).toBeUndefined();
    expect(written).toEqual([]);
  });
});
