/** What a certificate watcher tells whoever counts. */
export interface CertWatcherMetrics {
  read(): void;
  readFailed(): void;
}
