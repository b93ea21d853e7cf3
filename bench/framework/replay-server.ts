import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { aConfigMap } from './objects.ts';

// In a thread of its own: answers one list with nothing, and watches with `lines` changes at once, as fast as they are read.
const { lines } = workerData as { readonly lines: number };
const line = (index: number): string => {
  const { metadata, data } = aConfigMap(index);
  const creationTimestamp = '2026-01-01T00:00:00Z';
  const stored = { ...metadata, uid: `uid-${index}`, resourceVersion: String(index + 10), creationTimestamp };
  return JSON.stringify({ type: 'ADDED', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: stored, data } });
};
const body = Buffer.from(`${Array.from({ length: lines }, (_, index) => line(index)).join('\n')}\n`);

const server = createServer((request, response) => {
  const query = new URL(request.url ?? '/', 'http://server').searchParams;
  const json = { 'content-type': 'application/json' };
  if (query.has('sendInitialEvents')) response.writeHead(422, json).end('{}');
  else if (!query.has('watch')) {
    response.writeHead(200, json).end('{"kind":"ConfigMapList","metadata":{"resourceVersion":"5"},"items":[]}');
  } else response.writeHead(200, json).write(body);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
parentPort?.postMessage((server.address() as AddressInfo).port);
