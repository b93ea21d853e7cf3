import type { Registry } from 'prom-client';
import type { ClientObserver } from '../client/index.ts';
import { counter, histogram } from './families.ts';

const DURATION_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/**
 * Counts a client's HTTP requests. Names, labels and buckets are those of controller-runtime 0.25:
 * `metrics/client_go_adapter.go`, where the latency has to be asked for.
 */
export function restClientMetrics(registry: Registry): ClientObserver {
  const requests = counter(registry, {
    name: 'rest_client_requests_total',
    help: 'Number of HTTP requests, partitioned by status code, method, and host.',
    labelNames: ['code', 'method', 'host'],
  });
  const duration = histogram(registry, {
    name: 'rest_client_request_duration_seconds',
    help: 'Request latency in seconds. Broken down by verb and host.',
    labelNames: ['verb', 'host'],
    buckets: DURATION_BUCKETS,
  });
  return {
    requestDone: ({ method, host, code, durationMs }) => {
      requests.inc({ code, method, host });
      duration.observe({ verb: method, host }, durationMs / 1000);
    },
  };
}
