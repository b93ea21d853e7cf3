import { HttpServer, type ServerResponse } from '../internal/http-server/http-server.ts';
import type { Logger } from '../log/index.ts';
import type { Checker } from './checker.ts';
import { renderAll, renderOne, type Rendered } from './render.ts';

export interface HealthServerOptions {
  readonly bindAddress: string;
  /** By path, such as `/healthz`. */
  readonly endpoints: ReadonlyMap<string, Checker>;
  readonly log: Logger;
}

/** Serves `/healthz`, `/readyz`, `/readyz/NAME`, with `?verbose` and `?exclude=NAME`. Source: `healthz.Handler`. */
export function createHealthServer({ bindAddress, endpoints, log }: HealthServerOptions): HttpServer {
  return new HttpServer({
    name: 'health probe',
    bindAddress,
    setBy: 'healthProbeBindAddress ("0" turns it off)',
    log,
    handler: async (_request, response, url) => {
      send(response, await answer(endpoints, url));
    },
  });
}

async function answer(endpoints: ReadonlyMap<string, Checker>, url: URL): Promise<Rendered | undefined> {
  const [, endpoint = '', check = '', ...rest] = url.pathname.split('/');
  const checker = endpoints.get(`/${endpoint}`);
  if (checker === undefined || rest.length > 0) return undefined;
  if (check !== '') {
    const result = await checker.runOne(check);
    return result === undefined ? undefined : renderOne(result);
  }
  const excluded = new Set(url.searchParams.getAll('exclude'));
  const results = await checker.runAll(excluded);
  const names = new Set(results.map(({ name }) => name));
  return renderAll(results, {
    verbose: url.searchParams.has('verbose'),
    unknownExcluded: [...excluded].filter((name) => !names.has(name)),
  });
}

function send(response: ServerResponse, rendered: Rendered | undefined): void {
  const { status, body } = rendered ?? { status: 404, body: 'not found\n' };
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(body);
}
