import { expect, it } from 'vitest';
import { resolvePostgresOptions } from '../../../postgres/pg-options.ts';
import { tlsOptions } from '../../../postgres/pg-tls.ts';

it('without TLS there are no options, and disable is the default', () => {
  expect(tlsOptions({ mode: 'disable', rootCert: '/nowhere' }, 'h')).toBe(false);
  const options = { host: 'h', port: 1, database: 'd', user: 'u', password: '' };
  expect(resolvePostgresOptions(options).tls).toEqual({ mode: 'disable' });
});

it('never connects with less than was asked for', () => {
  expect(() => tlsOptions({ mode: 'verify-full' }, 'h')).toThrow(/root certificate/);
  expect(() => tlsOptions({ mode: 'verify-ca', rootCert: '/nowhere' }, 'h')).toThrow(/cannot be read/);
  expect(tlsOptions({ mode: 'require' }, 'h')).toEqual({ rejectUnauthorized: false });
  expect(tlsOptions({ mode: 'require', rootCert: 'system' }, 'h')).toMatchObject({ rejectUnauthorized: true });
});

it('names the option that is wrong, with its value', () => {
  const options = { host: 'h', port: 1, database: 'd', user: 'u', password: 'secret', maxConnections: 0 };
  expect(() => resolvePostgresOptions(options)).toThrow('maxConnections must be a positive integer, got 0');
});
