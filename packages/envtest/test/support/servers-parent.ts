/** A process to be killed: starts a control plane and PostgreSQL, says what has to be gone afterwards, and waits. */
import { dirname } from 'node:path';
import { startControlPlane } from '../../src/control-plane/start-control-plane.ts';
import { startPostgres } from '../../src/postgres/start-postgres.ts';
import { announce } from './announce.ts';

const [controlPlane, postgres] = await Promise.all([startControlPlane(), startPostgres()]);
announce(
  [controlPlane.etcd, controlPlane.apiServer, postgres.server],
  [controlPlane.access.directory, dirname(postgres.server.logPath)],
);
