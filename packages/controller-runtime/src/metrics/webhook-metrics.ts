import { exponentialBuckets, type Registry } from 'prom-client';
import type { WebhookMetrics } from '../webhook/metrics.ts';
import { counter, gauge, histogram } from './families.ts';

const BUCKETS = exponentialBuckets(10e-9, 10, 12);

/** Names, labels and buckets are those of controller-runtime 0.25: `webhook/internal/metrics`, `webhook/*`/`metrics`. */
export function webhookMetrics(registry: Registry): WebhookMetrics {
  const latency = histogram(registry, {
    name: 'controller_runtime_webhook_latency_seconds',
    help: 'Histogram of the latency of processing admission requests',
    labelNames: ['webhook'],
    buckets: BUCKETS,
  });
  const total = counter(registry, {
    name: 'controller_runtime_webhook_requests_total',
    help: 'Total number of admission requests by HTTP status code.',
    labelNames: ['webhook', 'code'],
  });
  const inFlight = gauge(registry, {
    name: 'controller_runtime_webhook_requests_in_flight',
    help: 'Current number of admission requests being served.',
    labelNames: ['webhook'],
  });
  const panics = {
    admission: counter(registry, {
      name: 'controller_runtime_webhook_panics_total',
      help: 'Total number of webhook panics',
      labelNames: [],
    }),
    conversion: counter(registry, {
      name: 'controller_runtime_conversion_webhook_panics_total',
      help: 'Total number of conversion webhook panics',
      labelNames: [],
    }),
  };
  return {
    registered: (webhook) => {
      inFlight.set({ webhook }, 0);
      for (const code of [200, 500]) total.inc({ webhook, code }, 0);
    },
    started: (webhook) => {
      inFlight.inc({ webhook });
    },
    finished: (webhook, code, seconds) => {
      inFlight.dec({ webhook });
      total.inc({ webhook, code });
      latency.observe({ webhook }, seconds);
    },
    panicked: (of) => {
      panics[of].inc();
    },
  };
}
