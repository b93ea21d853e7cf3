import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test, vi } from 'vitest';
import { freePort, onFreePort } from '../../../src/process/free-port.ts';
import { reservePort } from '../../../src/process/port-reservations.ts';

test('a free port can be listened on, and is none that the system hands out to clients', async () => {
  const port = await freePort();
  expect(port).toBeLessThan(32_768);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
});

test('a port is given to one alone, though nobody listens on it yet', async () => {
  const port = await freePort();
  expect(reservePort(port)).toBe(false);
});

test('a start whose port was taken meanwhile is tried on another', async () => {
  const ports: number[] = [];
  const start = (port: number): Promise<string> => {
    ports.push(port);
    return ports.length < 3 ? Promise.reject(new Error('listen: address already in use')) : Promise.resolve('up');
  };
  expect(await onFreePort(start)).toBe('up');
  expect(new Set(ports).size).toBe(3);
});

test('but not for ever', async () => {
  const start = vi.fn(() => Promise.reject(new Error('Address already in use')));
  await expect(onFreePort(start)).rejects.toThrow('Address already in use');
  expect(start).toHaveBeenCalledTimes(3);
});

test('and not where something else was wrong', async () => {
  const start = vi.fn(() => Promise.reject(new Error('bad flag')));
  await expect(onFreePort(start)).rejects.toThrow('bad flag');
  expect(start).toHaveBeenCalledOnce();
});
