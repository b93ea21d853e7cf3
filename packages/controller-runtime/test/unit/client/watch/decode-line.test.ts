import { ApiError } from '@kubewright/apimachinery';
import { expect, test } from 'vitest';
import { DecodeError } from '../../../../src/client/index.ts';
import { decodeWatchLine } from '../../../../src/client/watch/decode-line.ts';
import { WIDGET } from '../../cache/fake-api.ts';

const line = (value: unknown): string => JSON.stringify(value);
const metadata = { name: 'a', resourceVersion: '7' };

test.each(['ADDED', 'MODIFIED', 'DELETED'])('a line %s carries its object, which says what it is', (type) => {
  const object = { metadata };
  expect(decodeWatchLine(WIDGET, line({ type, object }))).toEqual({
    type,
    object: { apiVersion: 'demo.yash.com/v1', kind: 'Widget', metadata },
  });
});

test('a bookmark carries a version alone', () => {
  expect(decodeWatchLine(WIDGET, line({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '9' } } }))).toEqual({
    type: 'BOOKMARK',
    resourceVersion: '9',
  });
});

test('an error line is thrown as what the server said', () => {
  const object = { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired', message: 'too old' };
  expect(() => decodeWatchLine(WIDGET, line({ type: 'ERROR', object }))).toThrow(
    expect.objectContaining({ code: 410, reason: 'Expired' }) as Error,
  );
});

test('an error line without a status is an error nevertheless', () => {
  expect(() => decodeWatchLine(WIDGET, line({ type: 'ERROR', object: {} }))).toThrow(ApiError);
});

test.each([
  '',
  'null',
  '7',
  '{',
  '{"type":"ADDED"}',
  '{"type":"ADDED","object":{}}',
  '{"type":"NEW","object":{}}',
  '[]',
])('the line %j is refused, and not quoted', (text) => {
  expect(() => decodeWatchLine(WIDGET, text)).toThrow(DecodeError);
});

test('an error about a line does not show what is in it', () => {
  expect(() => decodeWatchLine(WIDGET, '{"type":"ADDED","object":{"password":"hunter2"')).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('hunter2') as string }) as Error,
  );
});
