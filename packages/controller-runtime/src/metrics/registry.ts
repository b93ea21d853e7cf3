import { Registry } from 'prom-client';

/**
 * The process's own registry, which a manager serves on `/metrics` unless it is given another one. An operator adds its
 * metrics with `registers: [registry]`. Source: `metrics.Registry`.
 */
export const registry = new Registry();
