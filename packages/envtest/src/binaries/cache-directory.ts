import { homedir } from 'node:os';
import { join } from 'node:path';
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const root =
    env['KUBEWRIGHT_ENVTEST_CACHE'] ??
    join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kubewright', 'envtest');
  return join(root, 'v1.37.2-linux-amd64');
}
