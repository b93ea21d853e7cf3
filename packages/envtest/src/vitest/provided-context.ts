import type { ControlPlaneAccess } from '../control-plane/access.ts';
import type { PostgresAccess } from '../postgres/options.ts';

/** What the run's global setup hands to the test files. */
export interface SharedServers {
  readonly controlPlane: ControlPlaneAccess;
  readonly postgres: PostgresAccess;
  /** The CRDs it installed; a file's own control plane gets the same. */
  readonly crdPaths: readonly string[];
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Absent where the project has no global setup of ours. */
    readonly kubewright?: SharedServers;
  }
}
