import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellQuote, toShellExports } from '../../../src/cli/exports.ts';

const controlPlane = {
  kubeconfigPath: '/t/kubeconfig',
  user: 'admin',
  config: { server: 'https://127.0.0.1:1', caPem: '', certPem: '', keyPem: '' },
  port: 1,
  etcdUrl: 'http://127.0.0.1:2',
  kubectlPath: '/b/kubectl',
  directory: '/t',
};

test('a shell that evaluates the exports has the variables', () => {
  const postgres = { host: '127.0.0.1', port: 5, user: 'u', password: "it's $HOME", database: 'd' };
  const script = `${toShellExports(controlPlane, postgres)}
    printf '%s\\n' "$KUBECONFIG" "$KUBECACHEDIR" "$PSQL_HOST" "$PSQL_PORT" "$PSQL_DBNAME" "$PSQL_USER" "$PSQL_PASSWORD" "$PATH"`;
  const output = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: { PATH: '/usr/bin' } });
  expect(output.split('\n').slice(0, -1)).toEqual([
    '/t/kubeconfig',
    '/t/kubectl-cache',
    '127.0.0.1',
    '5',
    'd',
    'u',
    "it's $HOME",
    '/b:/usr/bin',
  ]);
});

test('without PostgreSQL there is nothing of it', () => {
  expect(toShellExports(controlPlane, undefined)).not.toContain('PSQL');
});

test.each(['plain', '', "a'b", '$(x) `y` "z" \\', 'two\nlines'])('%j is one word', (text) => {
  expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellQuote(text)}`], { encoding: 'utf8' })).toBe(text);
});
