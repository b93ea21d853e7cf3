import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { RowStoreError } from '../../../controller/row-store.ts';
import { BY_SQLSTATE, classify } from '../../../postgres/classify.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { applyOf, never, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
let store: PostgresRowStore;

beforeAll(async () => {
  await env.sql(STUDENTS);
  // The state to raise is the row's country, so that one row of a batch can fail and the others not.
  await env.sql(`create function fail() returns trigger language plpgsql as $$ begin
    if coalesce(new.country, old.country) ~ '^[0-9A-Z]{5}$' then
      raise exception 'secret words' using errcode = coalesce(new.country, old.country), detail = 'secret detail', hint = 'secret hint';
    end if; return null; end $$`);
  await env.sql(`create constraint trigger fail after insert or update on students
    deferrable initially deferred for each row execute function fail()`);
  store = storeOn(env.database);
  await store.ready();
});
afterAll(() => store.close());

const CODES = [
  ...BY_SQLSTATE.keys(),
  '08006',
  '22000',
  '28000',
  '44000',
  '53100',
  '53200',
  '54000',
  '58030',
  'XX001',
  'HV000',
  '99999',
];

describe('an error of any state, at COMMIT', () => {
  test.each(CODES)('%s is sorted as the policy says, in our words, and undoes everything', async (code) => {
    const failed = await store
      .apply(applyOf(`at-${code}`, { rows: [student(`at-${code}`, { country: code })] }), never)
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(RowStoreError);
    const { failure, reason } = classify(code, true);
    expect(failed).toMatchObject({ failure, reason, code });
    expect((failed as Error).message).not.toMatch(/secret/);
    expect((failed as Error).cause).toBeUndefined();
    const traces = await env.sql(
      `select name from postgres_writer.ledger where name = $1 union all select id from students where id = $2`,
      [`at-${code}`, `default/at-${code}`],
    );
    expect(traces).toEqual([]);
    expect(await store.apply(applyOf(`at-${code}`), never)).toMatchObject({ kind: 'written' });
  });

  it('of one row, costs the others of its batch nothing', async () => {
    const codes = CODES.filter((code) => classify(code, true).failure === 'refused');
    const requests = [
      ...Array.from({ length: 200 }, (_, i) => applyOf(`fine-${i}`)),
      ...codes.map((code) => applyOf(`bad-${code}`, { rows: [student(`bad-${code}`, { country: code })] })),
    ];
    const outcomes = await Promise.allSettled(requests.map((request) => store.apply(request, never)));
    expect(outcomes.slice(0, 200).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(
      outcomes
        .slice(200)
        .map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as RowStoreError).code : outcome.status)),
    ).toEqual(codes);
  });
});

describe('a race on the same key with somebody who keeps no ledger', () => {
  it('is a conflict, not an error', async () => {
    for (let i = 0; i < 50; i++) {
      const name = `contested-${i}`;
      const [outcome] = await Promise.all([
        store.apply(applyOf(name), never),
        env.sql(`insert into students values ($1, 'theirs') on conflict do nothing`, [`default/${name}`]),
      ]);
      const [row] = await env.sql<{ name: string }>('select name from students where id = $1', [`default/${name}`]);
      expect([outcome.kind, row?.name]).toEqual(
        outcome.kind === 'conflict' ? ['conflict', 'theirs'] : ['written', name],
      );
      await store.remove(removeOf(name), never);
    }
  });
});
