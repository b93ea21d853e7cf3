import { describe, expect, it, test } from 'vitest';
import { BY_SQLSTATE, classify } from '../../../postgres/classify.ts';
import { toFailure } from '../../../postgres/failure.ts';
import { messageFor } from '../../../postgres/messages.ts';
import { SqlError } from '../../../postgres/sql.ts';

describe('classify follows the SQLSTATE policy', () => {
  test.each([
    { codes: ['40001', '40P01', '26000', '42P05', '0A000'], action: 'retryNow' },
    {
      codes: ['08006', '57P01', '57P02', '57P03', '57P05', '25P03', '25P04', '53300', '57014', '25006'],
      failure: 'unavailable',
    },
    { codes: ['53100', '53200', '58030', 'XX000', 'XX001', '28P01', '28000', '3D000'], failure: 'slow' },
    { codes: ['42P01', '42703', '42501', '42P10', '55000', '42804', '428C9', '3F000'], failure: 'blocked' },
    {
      codes: [
        '22001',
        '22003',
        '22P02',
        '22021',
        '23502',
        '23503',
        '23514',
        '23P01',
        '23505',
        '44000',
        '54000',
        'P0001',
      ],
      failure: 'refused',
    },
    { codes: ['42601', '08P01', '25P02'], failure: 'bug' },
    { codes: ['55P03', '99999', 'P0002', 'constructor', '__proto__'], failure: 'retry' },
  ])('$codes', ({ codes, ...want }) => {
    for (const code of codes) expect([code, classify(code, true)]).toEqual([code, expect.objectContaining(want)]);
  });

  it('takes whatever the connection reports for an outage', () => {
    for (const code of [
      'ECONNREFUSED',
      'ENOTFOUND',
      'ETIMEDOUT',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'SELF_SIGNED_CERT_IN_CHAIN',
    ]) {
      expect(classify(code, false)).toMatchObject({ failure: 'unavailable', reason: 'DatabaseUnavailable' });
    }
  });
});

describe('messages', () => {
  const place = { schema: 'public', table: 'Students' };

  it('has words of its own for every code of the table', () => {
    for (const code of BY_SQLSTATE.keys()) {
      const message = messageFor(code, true, { place, fields: {} });
      expect(message, code).toMatch(/^[a-zA-Z"].*[^.\n]$/s);
    }
  });

  it('names table, column and constraint, quoted where SQL needs it', () => {
    const fields = { schema: 'public', table: 'Students', column: 'age', constraint: 'Age Check' };
    expect(messageFor('23514', true, { fields })).toBe(
      'constraint "Age Check" of public."Students" does not hold for the row',
    );
    expect(messageFor('23502', true, { fields })).toContain('column age of public."Students"');
  });

  it('lists the columns and their types where PostgreSQL names none', () => {
    const columns = [{ name: 'age', displayType: 'integer' }];
    expect(messageFor('22003', true, { place, fields: {}, columns })).toContain('(age integer)');
  });

  it('says of a delete that a foreign key stops what holds the row', () => {
    const error = new SqlError('23503', true, { constraint: 'grades_fkey' });
    expect(toFailure(error, { place, deleting: true })).toMatchObject({ failure: 'blocked', reason: 'RowNotRemoved' });
    expect(toFailure(error, { place })).toMatchObject({ failure: 'refused', reason: 'ValueRefused' });
  });
});
