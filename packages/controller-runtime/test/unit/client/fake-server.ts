import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import { createClient, type ClientOptions, type LiveClient, type RestConfig } from '../../../src/client/index.ts';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Handler = (response: ServerResponse, received: Received) => void;

export interface FakeServer {
  /** The requests so far. */
  readonly received: readonly Received[];
  /** Answers the next requests, each once and in this order. A request that nothing was said for is never answered. */
  answer(...handlers: readonly Handler[]): void;
  /** @param path What stands before every path in the server's URL. */
  client(options?: ClientOptions, config?: Partial<RestConfig>, path?: string): LiveClient;
  openConnections(): number;
}

/** An HTTP server on this machine's loopback that answers as the test says, for each test anew; its clients are closed too. */
export function fakeServer(): FakeServer {
  const received: Received[] = [];
  const handlers: Handler[] = [];
  const clients: LiveClient[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const all = { method, url, headers, body: Buffer.concat(chunks).toString() };
      received.push(all);
      handlers.shift()?.(response, all);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  beforeEach(async () => {
    received.length = 0;
    handlers.length = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map(async (client) => await client.destroy()));
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  return {
    received,
    answer: (...next) => void handlers.push(...next),
    openConnections: () => sockets.size,
    client: (options, config = {}, path = '') => {
      const { port } = server.address() as AddressInfo;
      const client = createClient(
        {
          server: `http://127.0.0.1:${port}${path}`,
          tls: { insecureSkipVerify: false },
          auth: { kind: 'token', token: 'abc' },
          namespace: 'default',
          origin: 'test',
          ...config,
        },
        options,
      );
      clients.push(client);
      return client;
    },
  };
}

export const json =
  (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Handler =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };

export const hangUp: Handler = (response) => {
  response.destroy();
};
