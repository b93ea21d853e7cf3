import { expect, test } from 'vitest';
import { toArguments, toSettings } from '../../../src/postgres/settings.ts';

test('nothing waits for the disk, unless it is to be durable', () => {
  expect(toSettings({}, undefined)).toMatchObject({ fsync: 'off', full_page_writes: 'off' });
  const durable = toSettings({ durable: true }, undefined);
  for (const name of ['fsync', 'full_page_writes']) expect(durable).not.toHaveProperty(name);
});

test('settings of one’s own win', () => {
  expect(toSettings({ settings: { max_connections: '7', fsync: 'on' } }, undefined)).toMatchObject({
    max_connections: '7',
    fsync: 'on',
  });
});

test('TLS is on with a certificate only', () => {
  expect(toSettings({}, undefined)).not.toHaveProperty('ssl');
  expect(toSettings({}, { certPath: 'c', keyPath: 'k' })).toMatchObject({
    ssl: 'on',
    ssl_cert_file: 'c',
    ssl_key_file: 'k',
  });
});

test('settings become arguments of postgres', () => {
  expect(toArguments({ a: '1', b: '' })).toEqual(['-c', 'a=1', '-c', 'b=']);
});
