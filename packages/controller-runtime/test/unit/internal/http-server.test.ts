import { describe, expect, test } from 'vitest';
import { parseBindAddress } from '../../../src/internal/http-server/bind-address.ts';
import { HttpServer } from '../../../src/internal/http-server/http-server.ts';
import { createLogger } from '../../../src/log/index.ts';

describe('bind addresses', () => {
  test.each([
    { text: ':8080', want: { host: undefined, port: 8080 } },
    { text: ':0', want: { host: undefined, port: 0 } },
    { text: '127.0.0.1:8080', want: { host: '127.0.0.1', port: 8080 } },
    { text: 'localhost:1', want: { host: 'localhost', port: 1 } },
    { text: '[::1]:65535', want: { host: '::1', port: 65_535 } },
    { text: '[::]:80', want: { host: '::', port: 80 } },
    { text: '0', want: undefined },
    { text: '', want: undefined },
  ])('reads "$text"', ({ text, want }) => {
    expect(parseBindAddress(text)).toEqual(want);
  });

  test.each(['8080', ':', ':http', ':65536', ':-1', '::1:80', '[::1]', 'a:b:80', 'http://x:80', ' :80'])(
    'refuses "%s", and shows the accepted forms',
    (text) => {
      expect(() => parseBindAddress(text)).toThrow(`"${text}" is no address to listen on: want ":8080"`);
    },
  );
});

test('a server that is told to stop before it starts never listens', async () => {
  const lines: string[] = [];
  const server = new HttpServer({
    name: 'test',
    bindAddress: '127.0.0.1:0',
    setBy: 'nobody',
    handler: () => undefined,
    log: createLogger({ sink: { write: (line) => void lines.push(line) } }),
  });
  await server.start(AbortSignal.abort());
  expect(lines).toEqual([]);
});
