import { describe, expect, test } from 'vitest';
import { field, isInvalid, newInvalid } from '../../../src/index.ts';

describe('what is wrong with a field, in the words of the API server', () => {
  test.each([
    {
      fault: field.invalid('spec.age', -1, 'must not be negative'),
      want: ['FieldValueInvalid', 'spec.age', 'Invalid value: -1: must not be negative'],
    },
    {
      fault: field.invalid('spec.name', 'a "b"', 'no quotes'),
      want: ['FieldValueInvalid', 'spec.name', 'Invalid value: "a \\"b\\"": no quotes'],
    },
    {
      fault: field.invalid('spec.age', undefined, 'say it'),
      want: ['FieldValueInvalid', 'spec.age', 'Invalid value: null: say it'],
    },
    { fault: field.required('spec.age'), want: ['FieldValueRequired', 'spec.age', 'Required value'] },
    {
      fault: field.required('spec.age', 'or a birthday'),
      want: ['FieldValueRequired', 'spec.age', 'Required value: or a birthday'],
    },
    {
      fault: field.notSupported('spec.size', 'XXL', ['S', 'L']),
      want: ['FieldValueNotSupported', 'spec.size', 'Unsupported value: "XXL": supported values: "S", "L"'],
    },
    {
      fault: field.duplicate('spec.ports[1]', 80),
      want: ['FieldValueDuplicate', 'spec.ports[1]', 'Duplicate value: 80'],
    },
    { fault: field.notFound('spec.class', 'gold'), want: ['FieldValueNotFound', 'spec.class', 'Not found: "gold"'] },
    {
      fault: field.forbidden('spec.size', 'cannot change'),
      want: ['FieldValueForbidden', 'spec.size', 'Forbidden: cannot change'],
    },
    {
      fault: field.tooLong('metadata.name', 52),
      want: ['FieldValueTooLong', 'metadata.name', 'Too long: may not be more than 52 characters'],
    },
  ])('$want.0', ({ fault, want: [reason, path, message] }) => {
    expect(fault).toEqual({ reason, field: path, message });
  });
});

describe('newInvalid', () => {
  const kind = { group: 'batch.example.com', version: 'v1', kind: 'CronJob' };
  const [one, two] = [field.required('spec.a'), field.required('spec.b')];

  test('is an ApiError that is passed on whole', () => {
    const error = newInvalid(kind, 'backup', [one]);
    expect(isInvalid(error)).toBe(true);
    expect(error.status()).toEqual({
      apiVersion: 'v1',
      kind: 'Status',
      status: 'Failure',
      code: 422,
      reason: 'Invalid',
      message: 'CronJob.batch.example.com "backup" is invalid: spec.a: Required value',
      details: { name: 'backup', group: 'batch.example.com', kind: 'CronJob', causes: [one] },
    });
  });

  test('lists several, and knows the core group', () => {
    expect(newInvalid({ group: '', kind: 'Pod' }, 'x', [one, two]).status().message).toBe(
      'Pod "x" is invalid: [spec.a: Required value, spec.b: Required value]',
    );
  });
});
