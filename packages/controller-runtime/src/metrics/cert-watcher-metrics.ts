import type { Registry } from 'prom-client';
import type { CertWatcherMetrics } from '../certwatcher/index.ts';
import { counter } from './families.ts';

/** Names are those of controller-runtime 0.25: `certwatcher/metrics`. */
export function certWatcherMetrics(registry: Registry): CertWatcherMetrics {
  const reads = counter(registry, {
    name: 'certwatcher_read_certificate_total',
    help: 'Total number of certificate reads',
    labelNames: [],
  });
  const errors = counter(registry, {
    name: 'certwatcher_read_certificate_errors_total',
    help: 'Total number of certificate read errors',
    labelNames: [],
  });
  return {
    read: () => {
      reads.inc();
    },
    readFailed: () => {
      errors.inc();
    },
  };
}
