import { defineConfig } from 'vitest/config';

/**
 * Workspace packages resolve to their source, as they do for `node --conditions=@kubewright/source`. Workers pass these
 * to Node; `import` among them would also hold for `require` and load the wrong half of a package.
 */
const conditions = ['@kubewright/source', 'node'];
const ssr = { resolve: { conditions, externalConditions: conditions } };

const setupFiles = ['./test/support/random-seed.ts'];

/** Projects whose tests run on a real API server and a real PostgreSQL: one of each for the whole run. */
const onRealServers = {
  setupFiles,
  globalSetup: ['./packages/envtest/src/vitest/global-setup-default.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    // All cores: files on real servers mostly wait for them.
    maxWorkers: '100%',
    projects: [
      {
        ssr,
        resolve: { conditions },
        test: {
          name: 'unit',
          setupFiles,
          include: ['{packages,apps}/*/test/unit/**/*.test.ts', 'test/unit/**/*.test.ts'],
        },
      },
      {
        ssr,
        resolve: { conditions },
        test: { ...onRealServers, name: 'envtest', include: ['{packages,apps}/*/test/envtest/**/*.test.ts'] },
      },
      {
        ssr,
        resolve: { conditions },
        // Compares our controller-gen with the real one, built from Go modules.
        test: {
          name: 'reference',
          setupFiles,
          include: ['packages/controller-gen/test/reference/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        ssr,
        resolve: { conditions },
        test: {
          ...onRealServers,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          // These wait most of all (for back-offs, leases, restarts), so more of them than cores run side by side, after
          // all others: their deadlines are generous, and the cores are theirs.
          maxWorkers: 8,
          sequence: { groupOrder: 1 },
          // A file keeps its state in processes, namespaces and databases of its own, so that files can share a worker: its
          // start costs a second of CPU.
          isolate: false,
        },
      },
    ],
  },
});
