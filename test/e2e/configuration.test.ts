import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpProxy } from '../faults/http-proxy.ts';
import { databaseVariables, type Exit, type OperatorOptions } from '../support/operator.ts';
import { useStage } from '../support/stage.ts';

// What a person sees who got something wrong. A control plane of this file's own, without the CRD.
const stage = useStage({ ownControlPlane: { crdPaths: [] } });
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'configuration-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Starts an operator that is expected to give up by itself. */
async function run(options: Partial<OperatorOptions>): Promise<Exit & { readonly output: string }> {
  await using operator = await stage.launchOperator(options);
  const exit = await operator.ended();
  return { ...exit, output: operator.output };
}

describe('bad settings', () => {
  test('all that are missing or wrong are named in one message, and none is quoted', async () => {
    const { code, output } = await run({
      env: {
        PSQL_HOST: undefined,
        PSQL_PORT: 'hunter2',
        PSQL_DBNAME: '',
        PSQL_USER: undefined,
        PSQL_PASSWORD: undefined,
        PSQL_SSLMODE: 'prefer',
      },
      args: ['--max-concurrent-reconciles=none', '--no-such-flag'],
    });
    expect(code).toBe(1);
    for (const name of ['PSQL_HOST', 'PSQL_PORT', 'PSQL_DBNAME', 'PSQL_USER', 'PSQL_PASSWORD', 'PSQL_SSLMODE']) {
      expect(output).toContain(name);
    }
    expect(output).toContain('--max-concurrent-reconciles');
    expect(output).toContain('--no-such-flag');
    expect(output).not.toContain('hunter2');
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('an empty password is no mistake', async () => {
    const { output } = await run({ env: { PSQL_PASSWORD: '' } });
    expect(output).not.toContain('PSQL_PASSWORD');
  });

  test('--help lists every flag and every variable, and ends with 0', async () => {
    const { code, output } = await run({ args: ['--help'], env: { PSQL_HOST: undefined } });
    expect(code).toBe(0);
    for (const name of Object.keys(databaseVariables(stage.login))) expect(output).toContain(name);
    expect(output).toContain('--leader-elect');
  });
});

describe('no cluster', () => {
  test('a kubeconfig that is not there is named', async () => {
    const kubeconfigPath = join(directory, 'nowhere');
    const { code, output } = await run({ kubeconfigPath });
    expect(code).toBe(1);
    expect(output).toContain(kubeconfigPath);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('a kubeconfig that is none is named', async () => {
    const kubeconfigPath = join(directory, 'broken');
    await writeFile(kubeconfigPath, 'apiVersion: v1\nkind: Config\nclusters: [\n');
    const { code, output } = await run({ kubeconfigPath });
    expect(code).toBe(1);
    expect(output).toContain(kubeconfigPath);
  });

  test('an API server that does not answer is named, with what to look at', async () => {
    await using proxy = await HttpProxy.start(stage.environment.config);
    await proxy.refuse();
    const { code, output } = await run({ kubeconfigPath: proxy.kubeconfig });
    expect(code).toBe(1);
    expect(output).toContain(proxy.server.replace('https://', ''));
    expect(output).toMatch(/ECONNREFUSED|refused/);
  });
});

describe('a cluster that is not prepared', () => {
  test('without the CRD the operator says which command installs it', async () => {
    const { code, output } = await run({});
    expect(code).toBe(1);
    expect(output).toContain('make install');
    expect(output).toMatch(/postgreswriters\.demo\.yash\.com/);
  });

  test('without the right to watch, it says which right is missing and how to get it', async () => {
    await stage.environment.controlPlane.installCrds(['config/crd/bases']);
    const { kubeconfigPath } = await stage.environment.controlPlane.addUser({ name: 'nobody-special' });
    const { code, output } = await run({ kubeconfigPath });
    expect(code).toBe(1);
    expect(output).toMatch(/list|watch/);
    expect(output).toContain('postgreswriters');
    expect(output).toMatch(/make deploy|config\/rbac|rbac/i);
  });
});
