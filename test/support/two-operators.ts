import { afterAll, beforeAll } from 'vitest';
import { HttpProxy } from '../faults/http-proxy.ts';
import type { OperatorProcess } from './operator.ts';
import type { Stage } from './stage.ts';

export const LEASE = 'e2e.postgres-writer.demo.yash.com';
/** The lease lasts 15 s, and is asked for every 2 s. */
export const FAILOVER_MS = 25_000;

/** Two operators of one lease, each behind a proxy of its own, which tells who does the work. */
export interface TwoOperators {
  /** May be read in tests. */
  readonly proxies: readonly [HttpProxy, HttpProxy];
  readonly start: (proxy: HttpProxy) => Promise<OperatorProcess>;
}

/** Starts the proxies before the file's tests and stops them afterwards. Call it right after `useStage`. */
export function useTwoOperators(stage: Stage): TwoOperators {
  let proxies: readonly [HttpProxy, HttpProxy];
  beforeAll(async () => {
    const { config } = stage.environment;
    proxies = [await HttpProxy.start(config), await HttpProxy.start(config)];
  });
  afterAll(async () => {
    for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
  });
  return {
    get proxies() {
      return proxies;
    },
    start: (proxy) =>
      stage.startOperator({
        kubeconfigPath: proxy.kubeconfig,
        args: [
          '--leader-elect',
          `--leader-election-id=${LEASE}`,
          `--leader-election-namespace=${stage.environment.namespace}`,
        ],
      }),
  };
}
