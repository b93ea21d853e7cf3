import type { Registry } from 'prom-client';
import type { LeaderElectionMetrics } from '../leaderelection/metrics.ts';
import { counter, gauge } from './families.ts';

/** Names and labels are those of controller-runtime 0.25: `metrics/leaderelection.go`. */
export function leaderElectionMetrics(registry: Registry, name: string): LeaderElectionMetrics {
  const master = gauge(registry, {
    name: 'leader_election_master_status',
    help: "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master. 'name' is the string used to identify the lease. Please make sure to group by name.",
    labelNames: ['name'],
  });
  const slowPath = counter(registry, {
    name: 'leader_election_slowpath_total',
    help: "Total number of slow path exercised in renewing leader leases. 'name' is the string used to identify the lease. Please make sure to group by name.",
    labelNames: ['name'],
  });
  master.set({ name }, 0);
  slowPath.inc({ name }, 0);
  return {
    leading: (isLeader) => {
      master.set({ name }, isLeader ? 1 : 0);
    },
    slowPath: () => {
      slowPath.inc({ name });
    },
  };
}
