import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { reservePort } from './port-reservations.ts';

/**
 * Below the range from which systems take the ports of outgoing connections (Linux 32768 up, others 49152 up). A port
 * from within could be taken by any client while a server is stopped for a restart; a client that tries again and
 * again to reach a stopped local server can even connect to itself.
 */
const LOWEST = 15_000;
const HIGHEST = 32_000;
const ATTEMPTS = 100;

/**
 * A TCP port of 127.0.0.1 that nobody listens on right now, and that no other call, of this process or another, is given
 * for some minutes. A stranger may still come first: see `onFreePort`.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (reservePort(port) && (await canListen(port))) return port;
  }
  throw new Error(`no free port on 127.0.0.1 between ${LOWEST} and ${HIGHEST} in ${ATTEMPTS} attempts`);
}

/**
 * Starts a server on a free port, and again on another one where somebody else was faster.
 * @param start must reject with an error that quotes the server's output where the port was taken.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (thrown) {
      const taken = thrown instanceof Error && /address already in use/i.test(thrown.message);
      if (!taken || attempt === 3) throw thrown;
    }
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
