import { X509Certificate } from 'node:crypto';
import { parseTime } from '../internal/clock/time.ts';
import { isSignedBy, type CertificateMaterial } from './material.ts';
import { issueAuthority, issueServing, type Validity } from './x509.ts';

export interface RotationPolicy {
  /** The names and addresses that clients call the server by. */
  readonly hosts: readonly string[];
  readonly authorityValidityMs: number;
  readonly servingValidityMs: number;
  /** How long API servers may take to hear of a new authority. */
  readonly trustDelayMs: number;
}

export type RotationStep =
  /** There is nothing usable: an authority and a certificate are made. */
  | { readonly kind: 'create' }
  /** A new authority is made and trusted beside the old, which goes on vouching for the server. */
  | { readonly kind: 'newAuthority' }
  /** The newest authority, trusted by now, signs a new certificate for the server. */
  | { readonly kind: 'newServing' }
  /** Nothing to do before this moment. */
  | { readonly kind: 'none'; readonly untilMs: number };

/** Clocks differ: what was made just now must hold on a machine whose clock is behind. */
const BACKDATED_MS = 5 * 60_000;

/**
 * Decides what comes next. An authority and the server's certificate are renewed when a third of their time is left, and
 * never both at once: between the two, every client has to have heard of the new authority.
 *
 * @param toldSinceMs Since when whatever is to trust the authorities has been told of all of them; `undefined`: it is not.
 */
export function decideRotation(
  present: CertificateMaterial | undefined,
  policy: RotationPolicy,
  nowMs: number,
  toldSinceMs: number | undefined,
): RotationStep {
  if (present === undefined) return { kind: 'create' };
  const authority = validityOf(present.authority.cert);
  const serving = validityOf(present.serving.cert);
  if (nowMs >= authority.notAfterMs) return { kind: 'create' };
  if (nowMs >= dueMs(authority)) return { kind: 'newAuthority' };
  const upToDate = isSignedBy(present.serving.cert, present.authority.cert);
  if (!upToDate) {
    // When nobody trusts the old certificate any more, at least those who have heard shall trust the new one.
    if (nowMs >= serving.notAfterMs) return { kind: 'newServing' };
    const trustedMs = (toldSinceMs ?? nowMs) + policy.trustDelayMs;
    return toldSinceMs === undefined || nowMs < trustedMs
      ? { kind: 'none', untilMs: trustedMs }
      : { kind: 'newServing' };
  }
  if (nowMs >= dueMs(serving) || !isFor(present.serving.cert, policy.hosts)) return { kind: 'newServing' };
  return { kind: 'none', untilMs: Math.min(dueMs(authority), dueMs(serving)) };
}

/** Makes what the step asks for. */
export function applyRotation(
  step: Exclude<RotationStep, { readonly kind: 'none' }>,
  present: CertificateMaterial | undefined,
  policy: RotationPolicy,
  nowMs: number,
): CertificateMaterial {
  if (step.kind === 'newServing' && present !== undefined) return { ...present, serving: serve(present.authority) };
  const validity = validityFrom(nowMs, policy.authorityValidityMs);
  // A name of its own, by which those who check know which authority signed. Source: `cert.NewSelfSignedCACert`.
  const authority = issueAuthority(`webhook-ca@${Math.floor(nowMs / 1000)}`, validity);
  if (step.kind === 'newAuthority' && present !== undefined) {
    const alive = present.trusted.filter((cert) => nowMs < validityOf(cert).notAfterMs);
    return { ...present, authority, trusted: [authority.cert, ...alive] };
  }
  return { authority, trusted: [authority.cert], serving: serve(authority) };

  function serve(by: { readonly cert: string; readonly key: string }) {
    const { notBeforeMs, notAfterMs } = validityFrom(nowMs, policy.servingValidityMs);
    // What outlives its authority is worth nothing.
    const end = Math.min(notAfterMs, validityOf(by.cert).notAfterMs);
    return issueServing(by, policy.hosts, { notBeforeMs, notAfterMs: end });
  }
}

export function validityOf(cert: string): Validity {
  const { validFrom, validTo } = new X509Certificate(cert);
  const [notBeforeMs, notAfterMs] = [parseTime(validFrom), parseTime(validTo)];
  if (notBeforeMs === undefined || notAfterMs === undefined)
    throw new Error(`a certificate without a time: ${validTo}`);
  return { notBeforeMs, notAfterMs };
}

const validityFrom = (nowMs: number, ms: number): Validity => ({
  notBeforeMs: nowMs - BACKDATED_MS,
  notAfterMs: nowMs + ms,
});

/** A third of the time is left. Source: cert-manager's `renewBefore`. */
const dueMs = ({ notBeforeMs, notAfterMs }: Validity): number =>
  notAfterMs - (notAfterMs - notBeforeMs - BACKDATED_MS) / 3;

function isFor(cert: string, hosts: readonly string[]): boolean {
  const certificate = new X509Certificate(cert);
  const names = certificate.subjectAltName?.split(', ') ?? [];
  return hosts.every((host) => names.includes(`DNS:${host}`) || certificate.checkIP(host) !== undefined);
}
