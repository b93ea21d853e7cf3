import { dirname, join } from 'node:path';
import type { ControlPlaneAccess } from '../control-plane/access.ts';
import type { PostgresAccess } from '../postgres/options.ts';

/** Shell commands that let kubectl, the operator and psql find the servers. */
export function toShellExports(controlPlane: ControlPlaneAccess, postgres: PostgresAccess | undefined): string {
  const variables = {
    KUBECONFIG: controlPlane.kubeconfigPath,
    KUBECACHEDIR: join(controlPlane.directory, 'kubectl-cache'),
    ...(postgres === undefined
      ? {}
      : {
          PSQL_HOST: postgres.host,
          PSQL_PORT: String(postgres.port),
          PSQL_DBNAME: postgres.database,
          PSQL_USER: postgres.user,
          PSQL_PASSWORD: postgres.password,
        }),
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${shellQuote(value)}`);
  const kubectl = `export PATH=${shellQuote(dirname(controlPlane.kubectlPath))}:"$PATH"  # for kubectl`;
  return [...lines, kubectl, ''].join('\n');
}

/** One word for a POSIX shell, whatever it holds. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
