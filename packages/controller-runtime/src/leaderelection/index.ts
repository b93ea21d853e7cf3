export { LeaderElectionLostError, LeaderElector, type LeaderElectorInit } from './leader-elector.ts';
export { LeaseLock, type LeaseClient, type LeaseLockInit, type LeaseRecord } from './lease-lock.ts';
export { newIdentity } from './identity.ts';
export { resolveLeaseTimes, type LeaseTimes } from './options.ts';
export { noLeaderElectionMetrics, type LeaderElectionMetrics } from './metrics.ts';
