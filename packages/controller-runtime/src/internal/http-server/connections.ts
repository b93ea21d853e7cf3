import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The open connections of a server, and which of them have a request in hand. Node's own `closeIdleConnections` passes over
 * those on which nothing was asked yet, or which are still shaking hands.
 */
export class Connections {
  readonly #open = new Set<Socket>();
  readonly #inHand = new Map<ServerResponse, IncomingMessage>();
  #closing = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
    server.on('request', (request, response) => {
      this.#inHand.set(response, request);
      response.once('close', () => {
        this.#inHand.delete(response);
        if (this.#closing) request.socket.destroySoon();
      });
    });
  }

  /** Closes what is idle, and the rest when its request is answered. */
  closeWhenAnswered(): void {
    this.#closing = true;
    const busy = new Set([...this.#inHand.values()].map(({ socket }) => endpointOf(socket)));
    for (const socket of this.#open) if (!busy.has(endpointOf(socket))) socket.destroy();
    for (const response of this.#inHand.keys()) {
      if (!response.headersSent) response.setHeader('connection', 'close');
    }
  }

  closeAll(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

/** A TLS socket is another object than the TCP socket below it, with the same endpoints. */
const endpointOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
