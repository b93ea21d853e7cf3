import { isForbidden } from '@kubewright/apimachinery';
import { describe, expect, test } from 'vitest';
import { ConnectionError } from '../../../../src/client/index.ts';
import { isBrokenConnection, isTlsError, wasNotSent } from '../../../../src/client/transport/connection-error.ts';
import { errorFromAnswer } from '../../../../src/client/transport/error-from-answer.ts';

const request = { method: 'GET', path: '/api/v1/pods' };
const networkError = (code: string, message = 'low-level words'): Error => Object.assign(new Error(message), { code });

describe('an answer that is not 2xx', () => {
  test('with a Status is that status', () => {
    const status = JSON.stringify({ kind: 'Status', code: 403, reason: 'Forbidden', message: 'no' });
    const error = errorFromAnswer(request, 403, status, undefined);
    expect(isForbidden(error)).toBe(true);
    expect(error.message).toBe('GET /api/v1/pods: no (403 Forbidden)');
  });

  test.each([
    { text: '404 page not found\n', want: '404 page not found (404 NotFound)' },
    { text: '', want: 'no message (404 NotFound)' },
    { text: '{"kind":"Status"', want: '{"kind":"Status" (404 NotFound)' },
    { text: '{"kind":"Pod"}', want: '{"kind":"Pod"} (404 NotFound)' },
    { text: '<html>\n <body>proxy</body></html>', want: '<html> <body>proxy</body></html> (404 NotFound)' },
  ])('with the text %j keeps it', ({ text, want }) => {
    expect(errorFromAnswer(request, 404, text, undefined).message).toBe(`GET /api/v1/pods: ${want}`);
  });

  test('with a page of a proxy keeps its beginning', () => {
    expect(errorFromAnswer(request, 502, 'x'.repeat(10_000), undefined).message.length).toBeLessThan(400);
  });
});

describe('a network error', () => {
  test.each([
    { code: 'ECONNREFUSED', says: 'nothing listens at h:1', notSent: true, broken: false, tls: false },
    { code: 'ENOTFOUND', says: 'cannot be resolved', notSent: true, broken: false, tls: false },
    { code: 'UND_ERR_CONNECT_TIMEOUT', says: 'cannot be reached in time', notSent: true, broken: false, tls: false },
    { code: 'UND_ERR_HEADERS_TIMEOUT', says: 'did not answer in time', notSent: false, broken: false, tls: false },
    { code: 'ECONNRESET', says: 'the connection to h:1 failed', notSent: false, broken: true, tls: false },
    { code: 'UND_ERR_SOCKET', says: 'the connection to h:1 failed', notSent: false, broken: true, tls: false },
    { code: 'SELF_SIGNED_CERT_IN_CHAIN', says: 'TLS with h:1 failed', notSent: true, broken: false, tls: true },
    { code: 'CERT_HAS_EXPIRED', says: 'TLS with h:1 failed', notSent: true, broken: false, tls: true },
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', says: 'TLS with h:1 failed', notSent: true, broken: false, tls: true },
    {
      code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      says: 'TLS with h:1 failed',
      notSent: false,
      broken: false,
      tls: true,
    },
  ])('$code says "$says"', ({ code, says, notSent, broken, tls }) => {
    const cause = networkError(code);
    const error = new ConnectionError(request, 'h:1', cause, !wasNotSent(cause));
    expect(error.message).toContain(`GET /api/v1/pods: `);
    expect(error.message).toContain(says);
    expect(error.message).toContain(code);
    expect(error.cause).toBe(cause);
    expect([error.sent, isBrokenConnection(cause), isTlsError(cause)]).toEqual([!notSent, broken, tls]);
  });

  test('of several addresses has the code of the first', () => {
    expect(wasNotSent(new AggregateError([networkError('ECONNREFUSED'), networkError('EHOSTUNREACH')]))).toBe(true);
  });
});
