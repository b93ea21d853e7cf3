import type { ProgressListener } from '../binaries/progress.ts';
import type { Flags } from './flags.ts';

export interface ControlPlaneOptions {
  /** Manifests of CRDs to install, files or folders. They are established when the start resolves. */
  readonly crdPaths?: readonly string[];
  /** Also run kube-controller-manager: namespaces and dependents of a deleted owner then really go. @defaultValue false */
  readonly controllerManager?: boolean;
  /** Added to kube-apiserver's flags. */
  readonly apiServerFlags?: Flags;
  /** Added to etcd's flags. */
  readonly etcdFlags?: Flags;
  /** Added to kube-controller-manager's flags. */
  readonly controllerManagerFlags?: Flags;
  /**
   * Let etcd wait for the disk at each write, as a cluster does. Measure with `true`; tests lose nothing without.
   * @defaultValue false
   */
  readonly durable?: boolean;
  /** What goes on while binaries are fetched or built. Default: nothing is said. */
  readonly onProgress?: ProgressListener;
  /** Cancels the start; whatever it started is gone then. */
  readonly signal?: AbortSignal;
}

/** Who a client certificate is made for. */
export interface User {
  readonly name: string;
  /** `system:masters` may do everything. @defaultValue none */
  readonly groups?: readonly string[];
}
