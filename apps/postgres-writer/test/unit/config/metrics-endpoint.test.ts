import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueSelfSigned } from '@kubewright/controller-runtime/certificates';
import { withAuthenticationAndAuthorization } from '@kubewright/controller-runtime/metrics/filters';
import { describe, expect, test } from 'vitest';
import { isMetricsSecure, metricsEndpoint } from '../../../metrics-endpoint.ts';
import { parseFlags } from '../../../parse-flags.ts';
import { PreflightError } from '../../../preflight.ts';

const flags = (...argv: readonly string[]) => parseFlags(argv).values;

describe('metrics are secure', () => {
  test.each([
    { argv: [], want: false },
    { argv: ['--metrics-bind-address=127.0.0.1:8080'], want: false },
    { argv: ['--metrics-bind-address=localhost:8080'], want: false },
    { argv: ['--metrics-bind-address=[::1]:8080'], want: false },
    { argv: ['--metrics-bind-address=:8443'], want: true },
    { argv: ['--metrics-bind-address=0.0.0.0:8443'], want: true },
    { argv: ['--metrics-bind-address=[::]:8443'], want: true },
    { argv: ['--metrics-bind-address=10.1.2.3:8443'], want: true },
    { argv: ['--metrics-bind-address=127.0.0.1.example.com:8443'], want: true },
    { argv: ['--metrics-bind-address=:8080', '--metrics-secure=false'], want: false },
    { argv: ['--metrics-secure'], want: true },
    { argv: ['--metrics-cert-path=/certs'], want: true },
    { argv: ['--metrics-bind-address=0', '--metrics-secure'], want: false },
  ])('with $argv: $want', ({ argv, want }) => {
    expect(isMetricsSecure(flags(...argv))).toBe(want);
  });
});

describe('the metrics server', () => {
  test('is plain and open to this machine, unless told otherwise', async () => {
    expect(await metricsEndpoint(flags())).toEqual({ bindAddress: '127.0.0.1:8080' });
  });

  test('asks the API server who may read, where others can reach it', async () => {
    expect(await metricsEndpoint(flags('--metrics-bind-address=:8443'))).toEqual({
      bindAddress: ':8443',
      secureServing: true,
      filterProvider: withAuthenticationAndAuthorization,
    });
  });

  test('takes the certificate that it is given, and refuses to start with one that cannot be used', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'metrics-endpoint-'));
    try {
      const argv = [`--metrics-cert-path=${directory}`, '--metrics-cert-name=a.crt', '--metrics-cert-key=a.key'];
      await expect(metricsEndpoint(flags(...argv))).rejects.toThrow(PreflightError);
      await expect(metricsEndpoint(flags(...argv))).rejects.toThrow(
        `--metrics-cert-path: cannot use the certificate ${directory}/a.crt with the key ${directory}/a.key`,
      );
      const { cert, key } = issueSelfSigned(['a'], { notBeforeMs: Date.UTC(2026, 0), notAfterMs: Date.UTC(2036, 0) });
      await writeFile(join(directory, 'a.crt'), cert);
      await writeFile(join(directory, 'a.key'), key);
      expect(await metricsEndpoint(flags(...argv))).toMatchObject({
        certDir: directory,
        certName: 'a.crt',
        keyName: 'a.key',
      });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
