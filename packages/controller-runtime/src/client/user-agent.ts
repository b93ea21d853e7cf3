import { arch, platform } from 'node:os';

/** `name (linux/x64) kubewright`: tells an API server's audit log who calls. Source: `rest.DefaultKubernetesUserAgent`. */
export const userAgentOf = (name: string): string => `${name} (${platform()}/${arch()}) kubewright`;
