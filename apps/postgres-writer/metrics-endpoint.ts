import { join } from 'node:path';
import { CertWatcher } from '@kubewright/controller-runtime/certwatcher';
import type { MetricsOptions } from '@kubewright/controller-runtime/manager';
import { withAuthenticationAndAuthorization } from '@kubewright/controller-runtime/metrics/filters';
import type { FlagValues } from './flags.ts';
import { PreflightError } from './preflight.ts';
import { hostOf, isLoopback } from './values.ts';

/**
 * Whether metrics are served with TLS, to those alone who may read them: as asked for, and else wherever others than this
 * machine can reach them, or a certificate is given.
 */
export function isMetricsSecure(flags: FlagValues): boolean {
  const { 'metrics-bind-address': address, 'metrics-secure': asked, 'metrics-cert-path': certDir } = flags;
  if (address === '0') return false;
  return asked ?? (certDir !== undefined || !isLoopback(hostOf(address)));
}

/**
 * How the manager serves metrics. Source: kubebuilder's `main.go`, where it is secure unless told otherwise.
 *
 * @throws PreflightError when a certificate is given that cannot be used.
 */
export async function metricsEndpoint(flags: FlagValues): Promise<MetricsOptions> {
  const bindAddress = flags['metrics-bind-address'];
  if (!isMetricsSecure(flags)) return { bindAddress };
  const { 'metrics-cert-path': certDir, 'metrics-cert-name': certName, 'metrics-cert-key': keyName } = flags;
  const secure = { bindAddress, secureServing: true, filterProvider: withAuthenticationAndAuthorization };
  if (certDir === undefined) return secure;
  await requireCertificate(join(certDir, certName), join(certDir, keyName));
  return { ...secure, certDir, certName, keyName };
}

/** Who names a certificate wants no other: one that cannot be read is not silently replaced. */
async function requireCertificate(certPath: string, keyPath: string): Promise<void> {
  try {
    await new CertWatcher({ certPath, keyPath }).readCertificate();
  } catch (thrown) {
    throw new PreflightError(`--metrics-cert-path: ${(thrown as Error).message}`, { cause: thrown });
  }
}
