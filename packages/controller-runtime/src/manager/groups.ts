import type { RunnableGroupName } from '../internal/runnable.ts';

/**
 * Servers first, so that probes are answered while the rest comes up. Webhooks before caches: the first list may need our
 * conversion webhook. Caches before whatever reads from them. Source: `manager.controllerManager.Start`.
 */
export const START_ORDER: readonly RunnableGroupName[] = ['servers', 'webhooks', 'caches', 'others', 'leaders'];

/**
 * Reconcilers before caches, so that no event arrives for a queue that is gone. Webhooks after them, since writes on the
 * way out may call them; probes and metrics last. Source: `manager.controllerManager.engageStopProcedure`.
 */
export const STOP_ORDER: readonly RunnableGroupName[] = ['others', 'leaders', 'caches', 'webhooks', 'servers'];
