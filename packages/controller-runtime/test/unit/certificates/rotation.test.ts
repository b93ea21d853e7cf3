import { describe, expect, test } from 'vitest';
import {
  decodeMaterial,
  encodeMaterial,
  isSignedBy,
  type CertificateMaterial,
} from '../../../src/certificates/material.ts';
import { resolvePolicy } from '../../../src/certificates/options.ts';
import { applyRotation, decideRotation, validityOf, type RotationPolicy } from '../../../src/certificates/rotation.ts';

const DAY = 24 * 60 * 60_000;
const NOW = Date.UTC(2026, 0, 1);
const POLICY: RotationPolicy = {
  hosts: ['hooks.ns.svc'],
  authorityValidityMs: 300 * DAY,
  servingValidityMs: 90 * DAY,
  trustDelayMs: 60_000,
};

const created = applyRotation({ kind: 'create' }, undefined, POLICY, NOW);

/** Takes the step that is due, if one is. */
function step(present: CertificateMaterial, nowMs: number, toldSinceMs = nowMs - 60_000): CertificateMaterial {
  const due = decideRotation(present, POLICY, nowMs, toldSinceMs);
  return due.kind === 'none' ? present : applyRotation(due, present, POLICY, nowMs);
}

const decided = (present: CertificateMaterial | undefined, nowMs: number, toldSinceMs?: number): string =>
  decideRotation(present, POLICY, nowMs, toldSinceMs).kind;

describe('what is due', () => {
  test.each([
    { name: 'all, when there is nothing', present: undefined, at: 0, want: 'create' },
    { name: 'nothing, just after', present: created, at: 0, want: 'none' },
    { name: 'nothing, while more than a third of the time is left', present: created, at: 59 * DAY, want: 'none' },
    { name: 'a certificate, when a third is left', present: created, at: 60 * DAY, want: 'newServing' },
    { name: 'an authority, when a third of its own is left', present: created, at: 200 * DAY, want: 'newAuthority' },
    { name: 'all, once the authority is over', present: created, at: 301 * DAY, want: 'create' },
  ])('$name', ({ present, at, want }) => {
    expect(decided(present, NOW + at)).toBe(want);
  });

  test('a certificate, when the server is called by another name', () => {
    const policy = { ...POLICY, hosts: ['hooks.ns.svc', '10.0.0.1'] };
    expect(decideRotation(created, policy, NOW, NOW).kind).toBe('newServing');
    expect(decideRotation(applyRotation({ kind: 'newServing' }, created, policy, NOW), policy, NOW, NOW).kind).toBe(
      'none',
    );
  });

  test('says when it is to be asked again', () => {
    const due = decideRotation(created, POLICY, NOW, NOW);
    expect(due).toMatchObject({ kind: 'none' });
    if (due.kind === 'none') {
      expect(decided(created, due.untilMs)).not.toBe('none');
      expect(decided(created, due.untilMs - 1)).toBe('none');
    }
  });
});

describe('the change of an authority', () => {
  const at = NOW + 200 * DAY;
  const renewed = step(step(created, NOW + 80 * DAY), NOW + 160 * DAY);
  const both = step(renewed, at);

  test('makes both trusted, and leaves the old certificate to serve', () => {
    expect(both.trusted).toEqual([both.authority.cert, created.authority.cert]);
    expect(both.authority.cert).not.toBe(created.authority.cert);
    expect(both.serving).toEqual(renewed.serving);
  });

  test('waits until API servers have heard before the new one vouches for the server', () => {
    expect(decided(both, at + 90_000, undefined)).toBe('none'); // somebody could not be told
    expect(decided(both, at + 89_999, at + 30_000)).toBe('none');
    expect(decided(both, at + 90_000, at + 30_000)).toBe('newServing');
    const after = step(both, at + 60_000);
    expect(isSignedBy(after.serving.cert, both.authority.cert)).toBe(true);
    expect(after.trusted).toEqual(both.trusted);
    expect(decided(after, at + 60_000)).toBe('none');
  });

  test('does not wait longer than the old certificate holds', () => {
    expect(decided(both, validityOf(both.serving.cert).notAfterMs - 1, undefined)).toBe('none');
    expect(decided(both, validityOf(both.serving.cert).notAfterMs, undefined)).toBe('newServing');
  });

  test('forgets an old one when its time is over', () => {
    let material = created;
    for (let day = 0; day <= 900; day += 1) material = step(material, NOW + day * DAY);
    const alive = material.trusted.map((cert) => validityOf(cert).notAfterMs);
    expect(material.trusted.length).toBeLessThanOrEqual(2);
    expect(Math.min(...alive)).toBeGreaterThan(NOW + 600 * DAY);
  });
});

test('at every moment of five years, whoever trusts the bundle of a minute ago trusts the server', () => {
  let material = created;
  let told = { trusted: material.trusted, sinceMs: NOW };
  for (let ms = 0; ms < 5 * 365 * DAY; ms += 10 * DAY) {
    for (let now = NOW + ms; now < NOW + ms + 180_000; now += 20_000) {
      const before = told.trusted;
      material = step(material, now, told.sinceMs);
      expect(before.some((cert) => isSignedBy(material.serving.cert, cert))).toBe(true);
      expect(validityOf(material.serving.cert).notAfterMs).toBeGreaterThan(now);
      if (material.trusted !== told.trusted) told = { trusted: material.trusted, sinceMs: now };
    }
  }
});

describe('the Secret', () => {
  test('gives back what was put into it', () => {
    const both = step(created, NOW + 200 * DAY);
    expect(decodeMaterial(encodeMaterial(both))).toEqual({
      authority: { cert: both.authority.cert.trim(), key: both.authority.key },
      trusted: both.trusted.map((cert) => cert.trim()),
      serving: both.serving,
    });
  });

  const data = encodeMaterial(created);
  const other = encodeMaterial(applyRotation({ kind: 'create' }, undefined, POLICY, NOW));
  test.each([
    { name: 'is empty', broken: {} },
    { name: 'lacks the key of the authority', broken: { ...data, 'ca.key': '' } },
    { name: "has another authority's key", broken: { ...data, 'ca.key': other['ca.key']! } },
    { name: 'has a key that is not that of the certificate', broken: { ...data, 'tls.key': other['tls.key']! } },
    {
      name: 'has a certificate that no authority signed',
      broken: { ...other, 'ca.crt': data['ca.crt']!, 'ca.key': data['ca.key']! },
    },
    { name: 'holds no PEM', broken: { ...data, 'tls.crt': 'AAAA' } },
  ])('is nothing worth when it $name', ({ broken }) => {
    expect(decodeMaterial(broken)).toBeUndefined();
  });
});

describe('options', () => {
  test('name the Service as the API server calls it', () => {
    expect(resolvePolicy({ secretName: 's', serviceName: 'hooks' }, 'ns').hosts).toEqual([
      'hooks.ns.svc',
      'hooks.ns.svc.cluster.local',
    ]);
  });

  test.each([
    { options: { secretName: '' }, want: 'need secretName' },
    { options: { secretName: 's' }, want: 'need serviceName or hosts' },
    { options: { secretName: 's', hosts: ['a b'] }, want: '"a b" is no host name' },
    { options: { secretName: 's', hosts: ['a'], servingValidityMs: 183 * DAY }, want: 'at most half' },
    { options: { secretName: 's', hosts: ['a'], servingValidityMs: 0 }, want: 'must be positive' },
    { options: { secretName: 's', hosts: ['a'], trustDelayMs: 31 * DAY }, want: 'trustDelayMs must be less' },
  ])('are refused: $want', ({ options, want }) => {
    expect(() => resolvePolicy(options, 'ns')).toThrow(want);
  });
});
