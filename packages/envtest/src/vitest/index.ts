/** One control plane and one PostgreSQL for a run of vitest; namespaces and a database for each test file. */
export { createGlobalSetup, type GlobalSetup, type GlobalSetupOptions } from './global-setup.ts';
export { testEnvironment, type TestEnvironment, type TestEnvironmentOptions } from './test-environment.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export type { SharedServers } from './provided-context.ts';
