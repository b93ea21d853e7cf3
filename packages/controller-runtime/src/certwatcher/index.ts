export { CertWatcher, type CertWatcherOptions } from './cert-watcher.ts';
export type { CertWatcherMetrics } from './metrics.ts';
export type { CertificateSource, KeyPair } from '../internal/http-server/certificate-source.ts';
