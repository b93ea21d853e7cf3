import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, installWebhooks, type Kubectl } from '@kubewright/envtest';
import { testEnvironment, type TestEnvironment, type TestEnvironmentOptions } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll } from 'vitest';
import { ApiServer } from './api-server.ts';
import { until } from './eventually.ts';
import { Program, type ProgramOptions } from './program.ts';

/** An example that runs for all tests of a file. Its members may be read in tests and in hooks declared after it. */
export interface Example {
  readonly environment: TestEnvironment;
  readonly api: ApiServer;
  readonly program: Program;
}

export type ExampleOptions = TestEnvironmentOptions & Pick<ProgramOptions, 'expectedErrors'>;

/**
 * Installs what one of the examples has in `config/` and runs it as a process, from its folder, for the tests of the file
 * that calls this. Webhooks are called on this machine.
 */
export function useExample(name: string, { expectedErrors = [], ...options }: ExampleOptions = {}): Example {
  const folder = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
  const environment = testEnvironment(options);
  let running: { readonly api: ApiServer; readonly program: Program } | undefined;

  beforeAll(async () => {
    const { kubectl, kubeconfigPath } = environment;
    const port = await freePort();
    await install(kubectl, `${folder}/config`, `127.0.0.1:${port}`);
    const env = { WEBHOOK_HOST: '127.0.0.1', WEBHOOK_PORT: String(port) };
    running = {
      api: new ApiServer(environment.config),
      program: new Program({ kubeconfigPath, folder, env, expectedErrors }),
    };
  });
  afterAll(async () => {
    running?.api[Symbol.dispose]();
    await running?.program[Symbol.asyncDispose]();
    // Nobody answers its webhooks any more.
    await must(environment.kubectl, 'delete', '-k', `${folder}/config`, '--wait=false');
  });

  const started = () => {
    if (running === undefined) throw new Error('the example runs in tests and in hooks declared after it');
    return running;
  };
  return {
    environment,
    get api() {
      return started().api;
    },
    get program() {
      return started().program;
    },
  };
}

async function install(kubectl: Kubectl, folder: string, address: string): Promise<void> {
  const manifests = join(tmpdir(), `example-${address}.yaml`);
  try {
    await must(kubectl, 'kustomize', folder, '-o', manifests);
    await installWebhooks({ kubectl, address, paths: [manifests] });
    const names = await must(kubectl, 'get', '-f', manifests, '-o', 'name');
    const kinds = names.split('\n').flatMap((line) => /^customresourcedefinition\S*\/(.*)$/.exec(line)?.[1] ?? []);
    for (const kind of kinds) {
      await until(`${kind} to be served`, async () => ((await kubectl('get', kind)).exitCode === 0 ? true : undefined));
    }
  } finally {
    await rm(manifests, { force: true });
  }
}

async function must(kubectl: Kubectl, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await kubectl(...args);
  if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}
