export { ping, type CheckResult, type HealthCheck } from './check.ts';
export { Checker, type CheckerOptions } from './checker.ts';
export { cacheSynced, watchesAlive } from './cache-checks.ts';
export { createHealthServer, type HealthServerOptions } from './health-server.ts';
