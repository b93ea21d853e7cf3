/** What a queue tells of itself. Times are in seconds. Source: `workqueue.MetricsProvider`, with priorities. */
export interface QueueMetrics {
  /** A request became ready to be handed out. */
  added(priority: number): void;
  /** A ready request was handed out after waiting for `waitedSeconds`. */
  handedOut(priority: number, waitedSeconds: number): void;
  /** A ready request was dropped at shut-down. */
  dropped(priority: number): void;
  /** A ready request was added again with a higher priority. */
  reprioritized(from: number, to: number): void;
  /** Work on a request ended. */
  finished(seconds: number): void;
  /** A request was added with a delay. */
  retried(): void;
  /** Asked whenever the metrics are read, until {@link closed}. */
  observeWork(work: () => UnfinishedWork): void;
  /** The queue was shut down and nothing is being worked on any more. */
  closed(): void;
}

export interface UnfinishedWork {
  /** Seconds that requests in work have been in work, all together. */
  readonly totalSeconds: number;
  readonly longestSeconds: number;
}

const ignore = (): void => undefined;

export const noQueueMetrics: QueueMetrics = Object.freeze({
  added: ignore,
  handedOut: ignore,
  dropped: ignore,
  reprioritized: ignore,
  finished: ignore,
  retried: ignore,
  observeWork: ignore,
  closed: ignore,
});
