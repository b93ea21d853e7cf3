import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their source, as they do for `node --conditions=@kubewright/source`. */
const conditions = ['@kubewright/source', 'node', 'import', 'module', 'default'];
const ssr = { resolve: { conditions, externalConditions: conditions } };

export default defineConfig({
  test: {
    projects: [
      {
        ssr,
        resolve: { conditions },
        test: { name: 'unit', include: ['{packages,apps}/*/test/unit/**/*.test.ts', 'test/unit/**/*.test.ts'] },
      },
    ],
  },
});
