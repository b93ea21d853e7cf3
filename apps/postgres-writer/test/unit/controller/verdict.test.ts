import { describe, expect, test } from 'vitest';
import { isTerminal } from '@kubewright/controller-runtime/reconcile';
import { REASONS } from '../../../controller/reasons.ts';
import {
  judgeApply,
  judgeDrift,
  judgeFailure,
  judgeFenced,
  withDrift,
  type Verdict,
} from '../../../controller/verdict.ts';
import { aCondition, aDeletedWriter, aFailure, aWriter, NOW, STUDENTS } from './builders.ts';

const NOW_MS = Date.parse(NOW);

describe('an apply that was answered', () => {
  test.each([
    { kind: 'inSync', place: STUDENTS } as const,
    { kind: 'written', place: STUDENTS, inserted: 1, updated: 0, pruned: 0 } as const,
    {
      kind: 'written',
      place: STUDENTS,
      inserted: 1,
      updated: 0,
      pruned: 1,
      movedFrom: { schema: 'a', table: 'b' },
    } as const,
  ])('$kind is ready, and says where the row is', (outcome) => {
    expect(judgeApply(aWriter(), outcome, NOW_MS)).toEqual({
      report: {
        state: 'ready',
        reason: 'InSync',
        message: 'row default/sample-student is in public.students',
        table: 'public.students',
      },
      again: { kind: 'never' },
    });
  });

  test('a row that was there before stays, and its object waits for a person', () => {
    const outcome = {
      kind: 'conflict',
      place: STUDENTS,
      key: 'default/sample-student',
      holder: { kind: 'foreign' },
    } as const;
    expect(judgeApply(aWriter(), outcome, NOW_MS)).toMatchObject({
      report: {
        state: 'stalled',
        reason: 'RowOwnedByAnother',
        message:
          "row default/sample-student in public.students was there before and is not this operator's; nothing was written. Set spec.adoptionPolicy to Adopt to take it over, delete that row, or give this object another name",
      },
      again: { kind: 'after', ms: 5_000 },
    });
  });

  test('a row that differs after a restore is said to be that', () => {
    const holder = { kind: 'foreign', restored: true } as const;
    const { report } = judgeApply(aWriter(), { kind: 'conflict', place: STUDENTS, key: 'k', holder }, NOW_MS);
    expect(report).toMatchObject({ state: 'stalled', reason: 'RowOwnedByAnother' });
    expect(report.message).toMatch(
      /was written for this object before the database was restored .* Set spec.adoptionPolicy/,
    );
  });

  test('a row of another object names that object', () => {
    const holder = {
      kind: 'object',
      clusterId: 'c-2',
      ownerKind: 'PostgresWriter.demo.yash.com',
      namespace: 'default',
      name: 'sample-student',
    } as const;
    const { report } = judgeApply(aWriter(), { kind: 'conflict', place: STUDENTS, key: 'k', holder }, NOW_MS);
    expect(report.message).toContain('belongs to PostgresWriter.demo.yash.com default/sample-student of cluster c-2');
  });

  test('a fence before the newest version there is needs a person', () => {
    expect(judgeFenced(aWriter(), NOW_MS)).toMatchObject({ report: { state: 'stalled', reason: 'LedgerAhead' } });
  });
});

describe('a failure', () => {
  const judge = (...failure: Parameters<typeof aFailure>): Verdict =>
    judgeFailure(aWriter(), 'applyRow', { error: aFailure(...failure) }, NOW_MS);

  test.each([
    { failure: 'retry', reason: 'DatabaseError', state: 'retrying', again: 'throw' },
    { failure: 'unavailable', reason: 'DatabaseUnavailable', state: 'retrying', again: 'after' },
    { failure: 'slow', reason: 'DatabaseError', state: 'stalled', again: 'after' },
    { failure: 'blocked', reason: 'TableNotFound', state: 'stalled', again: 'after' },
    { failure: 'refused', reason: 'ValueRefused', state: 'stalled', again: 'after' },
    { failure: 'refused', reason: 'InvalidTableName', state: 'stalled', again: 'never' },
    { failure: 'bug', reason: 'InternalError', state: 'stalled', again: 'throw' },
  ] as const)('of class $failure ($reason) is $state, and what next is $again', ({ failure, reason, state, again }) => {
    expect(judge(failure, reason)).toMatchObject({ report: { state, reason }, again: { kind: again } });
  });

  test.each([
    { failure: 'blocked', reason: 'TableNotFound', least: 3_000, most: 6_000 },
    { failure: 'refused', reason: 'ColumnTypeMismatch', least: 3_000, most: 6_000 },
    { failure: 'refused', reason: 'ValueRefused', least: 3_000, most: 6_000 },
    { failure: 'slow', reason: 'DatabaseUnavailable', least: 3_000, most: 6_000 },
    { failure: 'slow', reason: 'DatabaseError', least: 60_000, most: 300_000 },
  ] as const)('of class $failure ($reason) is looked at again within its time', ({ failure, reason, least, most }) => {
    const { again } = judge(failure, reason);
    // The reconciler spreads the pause by up to a fifth.
    expect(again.kind === 'after' && again.ms >= least && again.ms * 1.2 <= most).toBe(true);
  });

  test.each([
    { since: '2026-01-01T00:00:00Z', pauseMs: 5_000 },
    { since: '2025-12-31T23:59:48Z', pauseMs: 12_000 },
    { since: '2025-12-31T23:00:00Z', pauseMs: 50_000 },
  ])('of a value waits as long as it has lasted, within bounds: since $since', ({ since, pauseMs }) => {
    const condition = aCondition({ status: 'False', reason: 'ValueRefused', lastTransitionTime: since });
    const object = aWriter({ status: { observedGeneration: 1, conditions: [condition] } });
    const refused = { error: aFailure('refused', 'ValueRefused') };
    expect(judgeFailure(object, 'applyRow', refused, NOW_MS).again).toEqual({ kind: 'after', ms: pauseMs });
    const edited = { ...object, metadata: { ...object.metadata, generation: 2 } };
    expect(judgeFailure(edited, 'applyRow', refused, NOW_MS).again).toEqual({ kind: 'after', ms: 5_000 });
  });

  test('says what, where, and what to do', () => {
    expect(judge().report.message).toBe(
      'row default/sample-student cannot be written (spec.table: students): there is no table students: create it',
    );
    expect(judgeFailure(aDeletedWriter(), 'removeRow', { error: aFailure() }, NOW_MS).report.message).toMatch(
      /cannot be removed: /,
    );
  });

  test('to reach the database is told in the same words whatever the socket said, so that it is written once', () => {
    const [a, b] = ['refused (ECONNREFUSED)', 'reset (ECONNRESET)'].map(
      (text) => judge('unavailable', 'DatabaseUnavailable', text).report.message,
    );
    expect(a).toBe('the database cannot be reached; row default/sample-student will be written once it can');
    expect(b).toBe(a);
  });

  test('that is a retry is thrown as it is, for the queue to back off', () => {
    const error = aFailure('retry', 'DatabaseError', 'the transaction was rolled back (40P01)');
    expect(judgeFailure(aWriter(), 'applyRow', { error }, NOW_MS).again).toEqual({ kind: 'throw', error });
  });

  test('that is our own mistake is thrown once and waits for a change', () => {
    const { again } = judge('bug', 'InternalError', 'syntax error (42601)');
    expect(again.kind === 'throw' && isTerminal(again.error)).toBe(true);
  });

  test('that nobody foresaw is retried, and its own words go nowhere but the log', () => {
    const error = new TypeError('cannot read "alex"');
    const { report, again } = judgeFailure(aWriter(), 'applyRow', { error }, NOW_MS);
    expect(report).toMatchObject({ state: 'retrying', reason: 'InternalError' });
    expect(report.message).not.toContain('alex');
    expect(again).toEqual({ kind: 'throw', error });
  });

  test('that was only looked up waits as long as it is told', () => {
    const { again, report } = judgeFailure(aWriter(), 'applyRow', { error: aFailure(), retryAfterMs: 4_321 }, NOW_MS);
    expect(again).toEqual({ kind: 'after', ms: 4_321 });
    expect(report.reason).toBe('TableNotFound');
  });

  test('never shows a value of the row', () => {
    const secret = aWriter({ spec: { name: 'S3CRET', country: 'S3CRET', age: 987_654_321 } });
    for (const reason of REASONS.filter(
      (each) => each !== 'InSync' && each !== 'Drifted' && each !== 'Suspended' && each !== 'LedgerAhead',
    )) {
      const { message } = judgeFailure(secret, 'applyRow', { error: aFailure('blocked', reason) }, NOW_MS).report;
      expect(message).not.toMatch(/S3CRET|987654321/);
    }
  });
});

describe('a row that drifted', () => {
  const applied = aWriter({ status: { observedGeneration: 1, table: 'public.students', conditions: [aCondition()] } });
  const changed = { kind: 'changed', columns: ['age', 'country'] } as const;

  test('and is only compared stays Ready, and says which columns differ', () => {
    const { report, again } = judgeDrift(applied, changed);
    expect(report).toMatchObject({
      state: 'ready',
      reason: 'Drifted',
      drifted: 'row default/sample-student in public.students differs from the spec in age, country',
    });
    expect(report.message).toContain('spec.driftPolicy is Report');
    expect(again).toEqual({ kind: 'never' });
  });

  test('and is as the spec asks again says what an apply would say', () => {
    expect(judgeDrift(applied, undefined)).toEqual(judgeApply(applied, { kind: 'inSync', place: STUDENTS }, NOW_MS));
  });

  test('and cannot be repaired says both', () => {
    const failed = judgeFailure(applied, 'applyRow', { error: aFailure() }, NOW_MS);
    expect(withDrift(applied, changed, failed).report).toEqual({
      ...failed.report,
      drifted: 'row default/sample-student in public.students differs from the spec in age, country',
    });
    expect(withDrift(applied, undefined, failed)).toEqual(failed);
    for (const drift of [
      { kind: 'ledgerBehind', columns: [] },
      { kind: 'notCompared', columns: [] },
      { kind: 'unreadable', detail: 'there is no table students' },
    ] as const) {
      expect(withDrift(applied, drift, failed)).toEqual(failed);
    }
  });
});

test('reasons are CamelCase, as the API conventions want them', () => {
  for (const reason of REASONS) expect(reason).toMatch(/^([A-Z][a-z]+)+$/);
});
