import { describe, expect, test } from 'vitest';
import { formatPlace } from '../../../controller/place.ts';
import { toApplyRequest, toRemoveRequest } from '../../../controller/row-mapping.ts';
import { aDeletedWriter, aWriter } from './builders.ts';

test('the sample of the tutorial becomes its row', () => {
  expect(toApplyRequest(aWriter())).toEqual({
    owner: {
      kind: 'PostgresWriter.demo.yash.com',
      namespace: 'default',
      name: 'sample-student',
      uid: 'uid-1',
      generation: 1,
      resourceVersion: '100',
    },
    table: 'students',
    keyColumn: 'id',
    rows: [{ key: 'default/sample-student', columns: { name: 'alex', age: 23, country: 'canada' } }],
    reclaim: false,
    adopt: false,
    deletionPolicy: 'Delete',
  });
});

test('the policies of the spec are passed on', () => {
  const spec = { adoptionPolicy: 'Adopt', deletionPolicy: 'Retain' } as const;
  expect(toApplyRequest(aWriter({ spec }))).toMatchObject({ adopt: true, deletionPolicy: 'Retain' });
  expect(toRemoveRequest(aDeletedWriter({ spec }))).toMatchObject({ deletionPolicy: 'Retain' });
  expect(toRemoveRequest(aDeletedWriter())).toMatchObject({ deletionPolicy: 'Delete' });
});

describe('a row that is there without a ledger entry is taken back', () => {
  test.each([
    { spec: 'students', applied: undefined, reclaim: false },
    { spec: 'students', applied: 'public.students', reclaim: true },
    { spec: 'STUDENTS', applied: 'public.students', reclaim: true },
    { spec: 'public.students', applied: 'public.students', reclaim: true },
    { spec: '"public"."students"', applied: 'public.students', reclaim: true },
    { spec: '"Students"', applied: 'public."Students"', reclaim: true },
    { spec: '"a""b.c"', applied: 'public."a""b.c"', reclaim: true },
    { spec: 'school.students', applied: 'public.students', reclaim: false },
    { spec: 'pupils', applied: 'public.students', reclaim: false },
    { spec: 'students; drop table students', applied: 'public.students', reclaim: false },
    { spec: 'a b', applied: 'public.b', reclaim: false },
    { spec: '', applied: 'public.students', reclaim: false },
  ])('$reclaim if spec.table is $spec and status.table is $applied', ({ spec, applied, reclaim }) => {
    const object = aWriter({ spec: { table: spec }, status: applied === undefined ? {} : { table: applied } });
    expect(toApplyRequest(object).reclaim).toBe(reclaim);
  });
});

test('a removal names the place that was written to last', () => {
  const moved = aDeletedWriter({ spec: { table: 'pupils' }, status: { table: 'public.students' } });
  expect(toRemoveRequest(moved)).toMatchObject({
    table: 'public.students',
    keys: ['default/sample-student'],
    reclaim: true,
  });
});

test('a removal of what was never written names the table of the spec and reclaims nothing', () => {
  expect(toRemoveRequest(aDeletedWriter())).toMatchObject({ table: 'students', reclaim: false });
});

test.each([
  { place: { schema: 'public', table: 'students' }, text: 'public.students' },
  { place: { schema: 'public', table: 'Students' }, text: 'public."Students"' },
  { place: { schema: 'my school', table: 'a.b"c' }, text: '"my school"."a.b""c"' },
  { place: { schema: 'public', table: '1st' }, text: 'public."1st"' },
  { place: { schema: 'public', table: 'élèves' }, text: 'public."élèves"' },
])('$text is how a place is written', ({ place, text }) => {
  expect(formatPlace(place)).toBe(text);
});
