import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { createClient, loadConfig } from '@kubewright/controller-runtime/client';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';

const env = testEnvironment({});

interface Proxy {
  readonly port: number;
  readonly tunnels: { readonly target: string; readonly headers: IncomingHttpHeaders }[];
}

/** A proxy that opens tunnels, as those of companies do. */
async function startProxy(): Promise<Proxy> {
  const tunnels: Proxy['tunnels'] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request, client: Socket) => {
    tunnels.push({ target: request.url ?? '', headers: request.headers });
    const { hostname, port } = new URL(`http://${request.url ?? ''}`);
    const upstream = connect(Number(port), hostname, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    upstream.pipe(client).pipe(upstream);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, tunnels };
}

test('calls and watches go through a proxy, to which the client shows who it is, and the server’s certificate is still checked', async () => {
  const proxy = await startProxy();
  const config = await loadConfig({ kubeconfig: env.kubeconfigPath });
  const proxyUrl = `http://joe:p%40ss@127.0.0.1:${proxy.port}`;
  await using client = createClient({ ...config, proxyUrl });
  const { namespace } = env;
  const { metadata } = await client.list(ConfigMap, { namespace });
  await client.create(ConfigMap, { metadata: { namespace, name: 'through' } });
  const lines = client.watch(ConfigMap, { namespace, resourceVersion: metadata.resourceVersion!, timeoutSeconds: 1 });
  expect((await lines.next()).value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'through' } } });
  await lines.return();
  expect(new Set(proxy.tunnels.map(({ target }) => target))).toEqual(new Set([new URL(config.server).host]));
  expect(proxy.tunnels[0]?.headers['proxy-authorization']).toBe(`Basic ${Buffer.from('joe:p@ss').toString('base64')}`);

  const { ca: _, ...tls } = config.tls;
  await using stranger = createClient({ ...config, tls, proxyUrl });
  await expect(stranger.list(ConfigMap)).rejects.toThrow('TLS with 127.0.0.1');
});

test('a proxy that is not there is an error, and not a way around it', async () => {
  const config = await loadConfig({ kubeconfig: env.kubeconfigPath });
  await using client = createClient({ ...config, proxyUrl: 'http://127.0.0.1:1' });
  await expect(client.list(ConfigMap)).rejects.toThrow('ECONNREFUSED');
});
