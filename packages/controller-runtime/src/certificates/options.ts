import { isIP } from 'node:net';
import type { InjectionTargets } from './inject-ca-bundle.ts';
import type { RotationPolicy } from './rotation.ts';

/** Certificates that the program makes and renews by itself. */
export interface SelfManagedCertificatesOptions extends InjectionTargets {
  /** The Secret that the replicas share; it is made when missing. Its key signs certificates: keep readers out. */
  readonly secretName: string;
  /** The Service by which the API server reaches the server. @defaultValue none: then `hosts` says all */
  readonly serviceName?: string;
  /** Of the Secret and the Service. @defaultValue the pod's own; outside a cluster that of the kubeconfig's context */
  readonly namespace?: string;
  /** More names and IP addresses by which the server is called. @defaultValue none */
  readonly hosts?: readonly string[];
  /** @defaultValue a year */
  readonly authorityValidityMs?: number;
  /** Of the server's certificate; at most half of the authority's. @defaultValue 90 days */
  readonly servingValidityMs?: number;
  /** How long API servers may take to hear of a new authority. @defaultValue 60_000 */
  readonly trustDelayMs?: number;
}

const HOST_NAME = /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const DAY_MS = 24 * 60 * 60_000;

/** Throws a `RangeError` for what cannot be. */
export function resolvePolicy(options: SelfManagedCertificatesOptions, namespace: string): RotationPolicy {
  const { authorityValidityMs = 365 * DAY_MS, servingValidityMs = 90 * DAY_MS, trustDelayMs = 60_000 } = options;
  const { serviceName, hosts: more = [], secretName } = options;
  if (secretName === '') throw new RangeError('self-managed certificates need secretName');
  const hosts = [...(serviceName === undefined ? [] : serviceHosts(serviceName, namespace)), ...more];
  for (const host of hosts) {
    if (isIP(host) === 0 && !HOST_NAME.test(host)) throw new RangeError(`"${host}" is no host name and no IP address`);
  }
  if (hosts.length === 0) throw new RangeError('self-managed certificates need serviceName or hosts');
  // By the time an authority is replaced, a third of its time is left: a certificate must be renewed within that.
  if (!(servingValidityMs > 0 && servingValidityMs <= authorityValidityMs / 2)) {
    throw new RangeError(
      `servingValidityMs must be positive and at most half of authorityValidityMs, got ${servingValidityMs} of ${authorityValidityMs}`,
    );
  }
  if (!(trustDelayMs >= 0 && trustDelayMs < servingValidityMs / 3)) {
    throw new RangeError(`trustDelayMs must be less than a third of servingValidityMs, got ${trustDelayMs}`);
  }
  return Object.freeze({ hosts, authorityValidityMs, servingValidityMs, trustDelayMs });
}

/** The API server asks for `name.namespace.svc`. */
const serviceHosts = (name: string, namespace: string): readonly string[] => [
  `${name}.${namespace}.svc`,
  `${name}.${namespace}.svc.cluster.local`,
];
