/** The programs of a control plane, by the name of their file. */
export type Program = 'etcd' | 'kube-apiserver' | 'kubectl' | 'kube-controller-manager';

/** What every control plane needs, and what an official archive holds. */
export const MAIN_PROGRAMS: readonly Program[] = ['etcd', 'kube-apiserver', 'kubectl'];

/** Kubernetes' version. The one of go/go.mod, and the one asked of the archives. */
export const KUBERNETES_VERSION = 'v1.37.2';

/** `v1.37.2` → `1.37`. */
export const KUBERNETES_SERIES = KUBERNETES_VERSION.slice(1).split('.').slice(0, 2).join('.');

/** The name of a program's file. */
export const fileName = (program: Program, platform: NodeJS.Platform = process.platform): string =>
  platform === 'win32' ? `${program}.exe` : program;

const GO_OS: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
const GO_ARCH: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/** This machine as Go and the archives name it: `linux-amd64`. */
export const goPlatform = (
  platform: NodeJS.Platform = process.platform,
  arch: NodeJS.Architecture = process.arch,
): string => `${GO_OS[platform] ?? platform}-${GO_ARCH[arch] ?? arch}`;
