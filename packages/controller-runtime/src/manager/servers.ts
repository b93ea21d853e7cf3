import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import { issueSelfSigned, SelfManagedCertificates } from '../certificates/index.ts';
import { CertWatcher } from '../certwatcher/index.ts';
import type { LiveClient, RestConfig } from '../client/index.ts';
import type { Clock } from '../internal/clock/clock.ts';
import type { HttpServer } from '../internal/http-server/http-server.ts';
import { fixedCertificate, type CertificateSource } from '../internal/http-server/certificate-source.ts';
import type { Logger } from '../log/index.ts';
import { certWatcherMetrics, createMetricsServer, webhookMetrics } from '../metrics/index.ts';
import { resolveServerOptions, WebhookServer, type WebhookServerOptions } from '../webhook/index.ts';
import type { MetricsOptions } from './options.ts';

/** What the servers of a manager share. */
interface ServerContext {
  readonly client: LiveClient;
  readonly logger: Logger;
  readonly clock: Clock;
}

interface MetricsServerContext extends ServerContext {
  readonly options: MetricsOptions & { readonly bindAddress: string; readonly registry: Registry };
}

/** The metrics server as the options of a manager have it. Source: `server.NewServer`. */
export function managerMetricsServer({ options, client, logger, clock }: MetricsServerContext): HttpServer {
  const { bindAddress, registry, extraHandlers = {}, secureServing = false, filterProvider, tls = {} } = options;
  const log = logger.named('metrics');
  if (filterProvider !== undefined && !secureServing) {
    log.warn('tokens of scrapers can be read on the way: set metrics.secureServing');
  }
  const certificates = secureServing ? metricsCertificates({ options, client, logger, clock }) : undefined;
  return createMetricsServer({
    bindAddress,
    registry,
    extraHandlers: new Map(Object.entries(extraHandlers)),
    ...(certificates !== undefined && { tls: { ...tls, certificates } }),
    ...(filterProvider !== undefined && { filter: filterProvider({ client, clock, log }) }),
    log,
  });
}

/** A scraper that checks certificates needs one that is given; for all others any will do, for as long as this runs. */
const SELF_SIGNED_MS = 10 * 365 * 24 * 60 * 60_000;

function metricsCertificates({ options, logger, clock }: MetricsServerContext): CertificateSource {
  const { certName = 'tls.crt', keyName = 'tls.key', registry } = options;
  const { certDir = join(tmpdir(), 'k8s-metrics-server', 'serving-certs') } = options;
  const [certPath, keyPath] = [join(certDir, certName), join(certDir, keyName)];
  if (existsSync(certPath) && existsSync(keyPath)) {
    return new CertWatcher({
      certPath,
      keyPath,
      log: logger.named('certwatcher'),
      metrics: certWatcherMetrics(registry),
      clock,
    });
  }
  const now = clock.now();
  const validity = { notBeforeMs: now - 60_000, notAfterMs: now + SELF_SIGNED_MS };
  return fixedCertificate(issueSelfSigned(['localhost', '127.0.0.1'], validity));
}

interface WebhookServerContext extends ServerContext {
  readonly options: WebhookServerOptions;
  readonly config: RestConfig;
  readonly registry: Registry;
}

/** Makes the webhook server when it is asked for. Throws a `RangeError` for options that cannot be. */
export function webhookServerFactory(context: WebhookServerContext): () => WebhookServer {
  const { options, config, client, registry, logger, clock } = context;
  const resolved = resolveServerOptions(options);
  const { selfManaged } = options;
  const { certPath, keyPath } = resolved;
  const log = logger.named('webhook');
  return () => {
    const certificates =
      selfManaged === undefined
        ? new CertWatcher({
            certPath,
            keyPath,
            log: logger.named('certwatcher'),
            metrics: certWatcherMetrics(registry),
            clock,
          })
        : new SelfManagedCertificates({
            options: selfManaged,
            namespace: config.namespace,
            client,
            clock,
            log: logger.named('certificates'),
          });
    return new WebhookServer({ options: resolved, certificates, log, clock, metrics: webhookMetrics(registry) });
  };
}
