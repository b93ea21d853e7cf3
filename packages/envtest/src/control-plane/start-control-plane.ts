import { join } from 'node:path';
import { resolveBinaries } from '../binaries/resolve-binaries.ts';
import { onFreePort } from '../process/free-port.ts';
import { startWithin } from '../process/start-within.ts';
import { makeWorkDirectory } from '../process/work-directory.ts';
import type { ControlPlaneAccess } from './access.ts';
import { writeCertificates } from './certificates.ts';
import { ControlPlane } from './control-plane.ts';
import { installCrds, requireCrds } from './crds.ts';
import { startEtcd } from './etcd.ts';
import { startKubeApiServer } from './kube-apiserver.ts';
import { startKubeControllerManager } from './kube-controller-manager.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import type { ControlPlaneOptions, User } from './options.ts';

const ADMIN = { name: 'kubewright-admin', groups: ['system:masters'] } satisfies User;

/**
 * Starts a control plane and resolves once it is ready and its CRDs are established.
 *
 * The binaries come from where `resolveBinaries` finds them; the first time on a machine that takes minutes.
 * @throws Error that quotes the log of what did not start; nothing runs then.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const { signal, durable = false, controllerManager: wantsControllerManager = false } = options;
  await requireCrds(options.crdPaths ?? []);
  const binaries = await resolveBinaries({
    controllerManager: wantsControllerManager,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  // What has been started so far; undone in reverse order unless the start succeeds and moves it out.
  await using started = new AsyncDisposableStack();
  const { path: directory } = started.use(await makeWorkDirectory('control-plane'));

  const [etcd, { authority, files: certificates }] = await Promise.all([
    startWithin(started, startEtcd({ binary: binaries.etcd, directory, durable, flags: options.etcdFlags, signal })),
    writeCertificates(join(directory, 'certificates')),
  ]);
  const { certPem, keyPem } = await authority.newClientCert(ADMIN.name, ADMIN.groups);
  const configOn = (port: number): ControlPlaneAccess['config'] => ({
    server: `https://127.0.0.1:${port}`,
    caPem: authority.certificatePem,
    certPem,
    keyPem,
  });

  const startApiServer = (port: number, cancel?: AbortSignal) =>
    startKubeApiServer({
      binary: binaries.kubeApiServer,
      directory,
      port,
      etcdUrl: etcd.url,
      certificates,
      admin: configOn(port),
      flags: options.apiServerFlags,
      signal: cancel,
    });
  const { port, apiServer } = await onFreePort(async (candidate) => ({
    port: candidate,
    apiServer: await startApiServer(candidate, signal),
  }));
  started.use(apiServer);

  const config = configOn(port);
  const kubeconfigPath = join(directory, 'kubeconfig');
  await writeKubeconfig(kubeconfigPath, { config, user: ADMIN.name });
  await installCrds(config, options.crdPaths ?? []);

  const controllerManager =
    binaries.kubeControllerManager === undefined
      ? undefined
      : started.use(
          await startKubeControllerManager({
            binary: binaries.kubeControllerManager,
            directory,
            kubeconfigPath,
            certificates,
            admin: config,
            flags: options.controllerManagerFlags,
            signal,
          }),
        );
  return new ControlPlane({
    access: {
      kubeconfigPath,
      user: ADMIN.name,
      config,
      port,
      etcdUrl: etcd.url,
      kubectlPath: binaries.kubectl,
      directory,
    },
    resources: started.move(),
    authority,
    etcd: etcd.process,
    apiServer,
    controllerManager,
    startApiServer: () => startApiServer(port),
  });
}
