/**
 * Says whether something is well: returns, or throws with what is wrong. Asked on every probe, so it looks at what is
 * known rather than finding out. Source: `healthz.Checker`.
 */
export type HealthCheck = (context: { readonly signal: AbortSignal }) => void | Promise<void>;

/** Well as long as the process answers. Source: `healthz.Ping`. */
export const ping: HealthCheck = () => undefined;

export interface CheckResult {
  readonly name: string;
  readonly state: 'ok' | 'excluded' | 'failed';
  readonly error?: Error;
}
