/**
 * The peer: what one would write today in TypeScript with `@kubernetes/client-node`'s informer and a pool of `pg`. It
 * reads KUBECONFIG, WATCH_NAMESPACE and the standard PG* variables.
 */
import process from 'node:process';
import { PooledKubeConfig, PostgresWriterApi } from './api.ts';
import { PostgresWriterInformer } from './informer.ts';
import { Reconciler } from './reconciler.ts';
import { RowStore } from './rows.ts';
import { WorkQueue } from './work-queue.ts';

/** Also of connections to the database: no statement waits for another one's. */
const WORKERS = 64;

const namespace = process.env['WATCH_NAMESPACE'] ?? 'default';
const config = new PooledKubeConfig();
config.loadFromDefault();
const api = new PostgresWriterApi(config, namespace);
const rows = new RowStore(WORKERS);
const reconciler = new Reconciler(api, rows);

const queue = new WorkQueue(WORKERS, async (name) => {
  const object = informer.get(name);
  if (object !== undefined) await reconciler.reconcile(object);
});
const informer = new PostgresWriterInformer(config, api, { namespace, onChange: (name) => queue.add(name) });

async function stop(): Promise<void> {
  await informer.stop();
  await queue.stop();
  await rows.close();
  process.exit(0); // client-node's connections would keep it alive
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
await informer.start();
