/*
 * The smallest operator, as a program: it ends by itself once the manager has stopped, so it never calls `exit`.
 * Arguments: kubeconfig, namespace, and `hang` for a reconcile that never ends.
 */
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import process from 'node:process';
import { controllerManagedBy, createLogger, createManager, done, setupSignalHandler } from '../../../../src/index.ts';

const [kubeconfig = '', namespace = '', mode = ''] = process.argv.slice(2);
const logger = createLogger();
const manager = await createManager({
  kubeconfig,
  logger,
  cache: { namespaces: [namespace] },
  metrics: { bindAddress: '127.0.0.1:0' },
  healthProbeBindAddress: '127.0.0.1:0',
  leaderElection: true,
  leaderElectionId: `program-${mode}`,
  leaderElectionNamespace: namespace,
});
await controllerManagedBy(manager)
  .for(ConfigMap)
  .complete(async ({ name }, { log }) => {
    log.info('seen', { object: name });
    if (mode === 'hang') await new Promise(() => undefined);
    return done;
  });
await manager.start(setupSignalHandler());
logger.info('the end');
