import { join } from 'node:path';
import { ROOT } from '../../hack/lib/process.ts';
import { COMPILE_CACHE } from './build-cache.ts';
import type { Peer } from './peer.ts';

const MAIN = join(ROOT, 'apps/postgres-writer/main.ts');

export const ours: Peer = {
  name: 'ours',
  title: 'Postgres Writer',
  about:
    'this repository, on its defaults: batched writes, ledger and fence in the same transaction, statuses behind the ' +
    'rows, JSON patch for the finalizer, PUT for the status.',
  writesStatus: true,
  followsEdits: true,
  sweepsOrphans: true,
  runsOnNode: true,
  build: () =>
    Promise.resolve(({ kubeconfigPath, namespace, database: address }) => ({
      command: process.execPath,
      args: [
        '--conditions=@kubewright/source',
        MAIN,
        `--kubeconfig=${kubeconfigPath}`,
        `--namespaces=${namespace}`,
        '--health-probe-bind-address=0',
        '--metrics-bind-address=0',
      ],
      env: {
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        PSQL_HOST: address.host,
        PSQL_PORT: String(address.port),
        PSQL_DBNAME: address.database,
        PSQL_USER: address.user,
        PSQL_PASSWORD: address.password,
      },
    })),
};
