export { keyOf, requestKey, type RequestKey } from './request-key.ts';
export type { AddOptions, Enqueue } from './enqueue.ts';
export type { QueueItem } from './entry.ts';
export { WorkQueue, type WorkQueueOptions } from './work-queue.ts';
/** How long failures wait. */
export { exponentialBackoff, type BackoffOptions } from './backoff.ts';
export { itemExponentialBackoff, maxOf, overallTokenBucket, type RateLimiter } from './rate-limiter.ts';
export type { BucketOptions } from './token-bucket.ts';
export { noQueueMetrics, type QueueMetrics, type UnfinishedWork } from './metrics.ts';
