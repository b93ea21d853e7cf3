/**
 * A process of its own, so that what it costs is not the bench's: a TCP proxy that lets every answer arrive later by a
 * fixed time, as a longer way would. Bytes keep their order and nothing waits for anything else, so pipelined statements
 * are held up once, not once each. Arguments: port to listen on, host and port of the server, ms.
 */
import { connect, createServer, type Socket } from 'node:net';
import process from 'node:process';

const [port = '', targetHost = '', targetPort = '', delayMs = '0'] = process.argv.slice(2);
const delay = Number(delayMs);

/** Timers of Node are whole milliseconds, late by up to one: due times are looked at in every turn of the loop instead. */
interface Parcel {
  readonly dueAt: number;
  readonly bytes: Buffer;
  readonly to: Socket;
}

const parcels: Parcel[] = [];
let isDelivering = false;

function deliver(): void {
  const now = performance.now();
  while (parcels[0] !== undefined && parcels[0].dueAt <= now) {
    const { bytes, to } = parcels[0];
    parcels.shift();
    if (!to.destroyed) to.write(bytes);
  }
  isDelivering = parcels.length > 0;
  const next = parcels[0];
  if (next === undefined) return;
  // Sleep while it is far; in the last millisecond, turn.
  if (next.dueAt - performance.now() > 1.5) setTimeout(deliver, next.dueAt - performance.now() - 1);
  else setImmediate(deliver);
}

createServer({ noDelay: true }, (client) => {
  const server = connect({ host: targetHost, port: Number(targetPort), noDelay: true });
  client.pipe(server);
  server.on('data', (bytes: Buffer) => {
    if (delay === 0) {
      client.write(bytes);
      return;
    }
    parcels.push({ dueAt: performance.now() + delay, bytes, to: client });
    if (isDelivering) return;
    isDelivering = true;
    deliver();
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}).listen(Number(port), '127.0.0.1');
