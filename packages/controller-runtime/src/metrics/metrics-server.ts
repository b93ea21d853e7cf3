import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Registry } from 'prom-client';
import { HttpServer, type RequestHandler } from '../internal/http-server/http-server.ts';
import type { ServerTls } from '../internal/http-server/server-tls.ts';
import type { Logger } from '../log/index.ts';

export interface MetricsServerOptions {
  readonly bindAddress: string;
  readonly registry: Registry;
  /** More pages, by path: keep them harmless, whoever can read metrics can read these. @defaultValue none */
  readonly extraHandlers?: ReadonlyMap<string, RequestHandler>;
  /** Speak TLS. @defaultValue plain HTTP */
  readonly tls?: ServerTls;
  /** Put around every page. @defaultValue none: whoever reaches the server may read */
  readonly filter?: MetricsFilter;
  readonly log: Logger;
}

/** Decides who may read a page. Source: `server.Filter` of `metrics/server`. */
export type MetricsFilter = (handler: RequestHandler) => RequestHandler;

const METRICS_PATH = '/metrics';
const compress = promisify(gzip);

/** Serves a registry on `/metrics` in Prometheus' text format. Source: `metrics/server`. */
export function createMetricsServer(options: MetricsServerOptions): HttpServer {
  const { bindAddress, registry, extraHandlers = new Map<string, RequestHandler>(), tls, log } = options;
  const { filter = (handler: RequestHandler) => handler } = options;
  if (extraHandlers.has(METRICS_PATH)) throw new RangeError(`${METRICS_PATH} is taken by the metrics themselves`);
  const serveMetrics = metricsHandler(registry);
  return new HttpServer({
    name: 'metrics',
    bindAddress,
    setBy: 'metrics.bindAddress ("0" turns it off)',
    log,
    ...(tls !== undefined && { tls }),
    // Outside of everything: who may not read is not told what there is.
    handler: filter(async (request, response, url) => {
      const handler = url.pathname === METRICS_PATH ? serveMetrics : extraHandlers.get(url.pathname);
      if (handler === undefined) response.writeHead(404).end();
      else await handler(request, response, url);
    }),
  });
}

function metricsHandler(registry: Registry): RequestHandler {
  return async (request, response) => {
    const text = Buffer.from(await registry.metrics());
    const zip = /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '');
    const body = zip ? await compress(text) : text;
    response.writeHead(200, {
      'content-type': registry.contentType,
      'content-length': body.length,
      vary: 'accept-encoding',
      ...(zip ? { 'content-encoding': 'gzip' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}
