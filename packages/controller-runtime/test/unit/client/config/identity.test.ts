import { FakeClock } from '@kubewright/controller-runtime/testing';
import { chmod, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { IdentityProvider, type AuthConfig, type ExecConfig } from '../../../../src/client/config/index.ts';
import type { Logger } from '../../../../src/log/index.ts';
import { temporaryFolder } from './files.ts';

const folder = temporaryFolder();
let clock: FakeClock;
let warnings: string[];

beforeEach(() => {
  clock = new FakeClock();
  warnings = [];
});

function provider(auth: AuthConfig): IdentityProvider {
  const log = { warn: (message: string) => warnings.push(message) } as unknown as Logger;
  const config = { server: 'https://h', tls: { insecureSkipVerify: false }, namespace: 'default', origin: 'test' };
  return new IdentityProvider({ ...config, auth }, { clock, log });
}
const authorizationOf = async (identity: IdentityProvider): Promise<string | undefined> =>
  (await identity.get()).authorization;

test.each([
  { auth: { kind: 'none' } as const, want: undefined },
  { auth: { kind: 'token', token: 'abc' } as const, want: 'Bearer abc' },
  {
    auth: { kind: 'basic', username: 'joe', password: 'pä:ss' } as const,
    want: `Basic ${Buffer.from('joe:pä:ss').toString('base64')}`,
  },
])('$auth.kind is sent as $want', async ({ auth, want }) => {
  expect(await authorizationOf(provider(auth))).toBe(want);
});

describe('a token file', () => {
  test('is read again every minute, and not more often', async () => {
    const path = await folder.write('token', 'one\n');
    const identity = provider({ kind: 'tokenFile', path });
    expect(await authorizationOf(identity)).toBe('Bearer one');
    await writeFile(path, 'two');
    await clock.advance(59_999);
    expect(identity.get()).not.toBeInstanceOf(Promise);
    await clock.advance(1);
    expect(await authorizationOf(identity)).toBe('Bearer two');
  });

  test('is read again at once when the server does not accept the token', async () => {
    const path = await folder.write('token', 'one');
    const identity = provider({ kind: 'tokenFile', path });
    const rejected = await identity.get();
    await writeFile(path, 'two');
    await clock.advance(1_000);
    expect(await identity.renew(rejected)).toMatchObject({ authorization: 'Bearer two' });
  });

  test('that did not change gives the same identity back, so that nobody tries again with it', async () => {
    const path = await folder.write('token', 'one');
    const identity = provider({ kind: 'tokenFile', path });
    const rejected = await identity.get();
    await clock.advance(1_000);
    expect(await identity.renew(rejected)).toBe(rejected);
  });

  test('that is empty or gone leaves the old token in place, with one warning', async () => {
    const path = await folder.write('token', 'one');
    const identity = provider({ kind: 'tokenFile', path });
    await identity.get();
    await writeFile(path, '');
    await clock.advance(60_000);
    expect(await authorizationOf(identity)).toBe('Bearer one');
    await clock.advance(60_000);
    expect(await authorizationOf(identity)).toBe('Bearer one');
    expect(warnings).toHaveLength(1);
  });

  test('that was never there is an error which names it', async () => {
    await expect(provider({ kind: 'tokenFile', path: '/nowhere' }).get()).rejects.toThrow('/nowhere cannot be read');
  });
});

describe('an exec plugin', () => {
  const API = 'client.authentication.k8s.io/v1';

  async function plugin(script: string, over: Partial<ExecConfig> = {}): Promise<AuthConfig> {
    const command = await folder.write('plugin', `#!/bin/sh\n${script}\n`);
    await chmod(command, 0o755);
    const config: ExecConfig = {
      apiVersion: API,
      command,
      args: ['--arg'],
      env: { FROM_CONFIG: 'yes' },
      installHint: 'install it with: apt-get install plugin',
      provideClusterInfo: false,
      interactiveMode: 'IfAvailable',
      cluster: { server: 'https://h' },
      directory: await folder.path(),
      ...over,
    };
    return { kind: 'exec', plugin: config };
  }
  const prints = (status: string): string =>
    `printf '{"kind":"ExecCredential","apiVersion":"${API}","status":${status}}'`;

  test('gives a token, which is kept until it expires', async () => {
    const expiresAt = new Date(clock.now() + 90_000).toISOString();
    const counted = `echo x >> "$(dirname "$0")/runs"; n=$(wc -l < "$(dirname "$0")/runs"); ${prints(`{"token":"t'$n'","expirationTimestamp":"${expiresAt}"}`)}`;
    const identity = provider(await plugin(counted));
    expect(await authorizationOf(identity)).toBe('Bearer t1');
    await clock.advance(60_000);
    expect(await authorizationOf(identity)).toBe('Bearer t1');
    await clock.advance(30_000);
    expect(await authorizationOf(identity)).toBe('Bearer t2');
  });

  test('is told of the cluster when it asks for that, and of its arguments and environment', async () => {
    const script = `token=$(printf '%s|%s|%s' "$1" "$FROM_CONFIG" "$KUBERNETES_EXEC_INFO" | base64 -w0); ${prints(`{"token":"'$token'"}`)}`;
    const authorization = await authorizationOf(provider(await plugin(script, { provideClusterInfo: true })));
    const [arg, env, info] = Buffer.from(authorization?.slice('Bearer '.length) ?? '', 'base64')
      .toString()
      .split('|');
    expect([arg, env]).toEqual(['--arg', 'yes']);
    expect(JSON.parse(info ?? '')).toEqual({
      apiVersion: API,
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://h' } },
    });
  });

  test.each([
    { what: 'exits with an error', script: 'echo hunter2; exit 3', says: 'failed (exit code 3)' },
    { what: 'prints no JSON', script: 'echo hunter2', says: 'printed no JSON' },
    { what: 'prints something else', script: `printf '{"kind":"Pod"}'`, says: 'must print an ExecCredential' },
    { what: 'prints no credentials', script: prints('{}'), says: 'neither a token nor a client certificate' },
    {
      what: 'prints half a pair',
      script: prints('{"clientKeyData":"hunter2"}'),
      says: 'a certificate or a key without the other',
    },
  ])('that $what is an error, without what it printed', async ({ script, says }) => {
    const error: unknown = await Promise.resolve(provider(await plugin(script)).get()).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).toContain(says);
    expect(String(error)).not.toContain('hunter2');
  });

  test('that is not installed is an error with its install hint', async () => {
    const identity = provider(await plugin('', { command: './not-there' }));
    await expect(identity.get()).rejects.toThrow('is not there\ninstall it with: apt-get install plugin');
  });

  test('that insists on a terminal is refused', async () => {
    const auth = await plugin('', { interactiveMode: 'Always' });
    expect(() => provider(auth)).toThrow('wants a terminal (interactiveMode: Always)');
  });
});

test('a certificate and a key that do not belong together are refused', async () => {
  const config = {
    server: 'https://h',
    namespace: 'default',
    origin: 'test',
    auth: { kind: 'none' } as const,
    tls: {
      insecureSkipVerify: false,
      clientCertificate: { certificate: { kind: 'data', pem: 'x' } as const, key: { kind: 'data', pem: 'y' } as const },
    },
  };
  await expect(new IdentityProvider(config, { clock }).get()).rejects.toThrow('do not fit');
});
