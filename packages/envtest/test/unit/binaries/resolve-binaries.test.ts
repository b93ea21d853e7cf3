import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BinariesError } from '../../../src/binaries/binaries-error.ts';
import { KUBERNETES_VERSION, MAIN_PROGRAMS } from '../../../src/binaries/programs.ts';
import { resolveBinaries } from '../../../src/binaries/resolve-binaries.ts';
import type { BinarySource } from '../../../src/binaries/sources.ts';
import { writePrograms, writeScript } from '../../support/executables.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const failing = (name: string, why: string): BinarySource => ({ name, fetch: () => Promise.reject(new Error(why)) });

/** Adds all that is asked of it. `calls` counts. */
function bringing(name: string, version = KUBERNETES_VERSION): BinarySource & { readonly calls: () => void } {
  const calls = vi.fn();
  return {
    name,
    calls,
    async fetch({ cache, programs }) {
      calls();
      for (const program of programs) {
        await cache.add(version, program, await writeScript(join(cache.root, 'staging'), program, ''));
      }
    },
  };
}

describe('KUBEBUILDER_ASSETS', () => {
  test('wins, and nothing is fetched', async () => {
    const directory = await temporaryDirectory();
    await writePrograms(directory, MAIN_PROGRAMS);
    const source = bringing('a source');
    expect(await resolveBinaries({ env: { KUBEBUILDER_ASSETS: directory } }, [source])).toEqual({
      directory,
      etcd: join(directory, 'etcd'),
      kubeApiServer: join(directory, 'kube-apiserver'),
      kubectl: join(directory, 'kubectl'),
      kubeControllerManager: undefined,
    });
    expect(source.calls).not.toHaveBeenCalled();
  });

  test('that is not complete is an error that names what is missing', async () => {
    const directory = await temporaryDirectory();
    await writePrograms(directory, ['etcd']);
    await expect(resolveBinaries({ env: { KUBEBUILDER_ASSETS: directory } }, [bringing('a source')])).rejects.toThrow(
      `KUBEBUILDER_ASSETS=${directory} lacks kube-apiserver, kubectl`,
    );
  });

  test('without the controller manager that was asked for says how to get one', async () => {
    const directory = await temporaryDirectory();
    await writePrograms(directory, MAIN_PROGRAMS);
    const resolving = resolveBinaries({ env: { KUBEBUILDER_ASSETS: directory }, controllerManager: true }, []);
    await expect(resolving).rejects.toThrow(/lacks kube-controller-manager.*unset KUBEBUILDER_ASSETS/);
  });
});

describe('the cache', () => {
  const emptyCache = async (): Promise<NodeJS.ProcessEnv> => ({
    KUBEWRIGHT_ENVTEST_CACHE: join(await temporaryDirectory(), 'not', 'there', 'yet'),
  });

  test('is filled once and then used', async () => {
    const env = await emptyCache();
    const source = bringing('a source');
    const first = await resolveBinaries({ env }, [source]);
    const second = await resolveBinaries({ env }, [source]);
    expect(second).toEqual(first);
    expect(source.calls).toHaveBeenCalledOnce();
  });

  test('is filled once by two who need it at the same time', async () => {
    const env = await emptyCache();
    const source = bringing('a source');
    // Delivers once the other has said that it waits: how fast each of them is decides nothing.
    const { promise: told, resolve: onProgress } = Promise.withResolvers<string>();
    const slow: BinarySource = { ...source, fetch: (request) => told.then(() => source.fetch(request)) };
    await Promise.all([1, 2].map(() => resolveBinaries({ env, onProgress }, [slow])));
    expect(source.calls).toHaveBeenCalledOnce();
    expect(await told).toContain(`waiting for process ${process.pid}`);
  });

  test('is filled from the first source that can, and no other is asked', async () => {
    const third = bringing('third');
    await resolveBinaries({ env: await emptyCache() }, [failing('first', 'no'), bringing('second'), third]);
    expect(third.calls).not.toHaveBeenCalled();
  });

  test('takes another patch of the series from a source', async () => {
    const { directory } = await resolveBinaries({ env: await emptyCache() }, [bringing('archive', 'v1.37.0')]);
    expect(directory).toContain('v1.37.0-');
  });

  test('gets the controller manager only where it is asked for', async () => {
    const env = await emptyCache();
    const source = bringing('a source');
    expect((await resolveBinaries({ env }, [source])).kubeControllerManager).toBeUndefined();
    const { directory, kubeControllerManager } = await resolveBinaries({ env, controllerManager: true }, [source]);
    expect(kubeControllerManager).toBe(join(directory, 'kube-controller-manager'));
    expect(source.calls).toHaveBeenCalledTimes(2);
  });

  test('that no source can fill: one error says what was tried, why each failed, and what to do', async () => {
    const env = await emptyCache();
    const resolving = resolveBinaries({ env }, [failing('archives', 'host unknown'), failing('Go', 'no go\nin PATH')]);
    await expect(resolving).rejects.toBeInstanceOf(BinariesError);
    const { message, attempts } = await resolving.then(
      () => expect.unreachable(),
      (error: unknown) => error as BinariesError,
    );
    expect(attempts.map(({ what }) => what)).toEqual([
      'KUBEBUILDER_ASSETS',
      `the cache ${String(env['KUBEWRIGHT_ENVTEST_CACHE'])}`,
      'archives',
      'Go',
    ]);
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^cannot get etcd, kube-apiserver, kubectl \(Kubernetes v1\.37\.2, \w+-\w+\)\. Tried/),
      '  1. KUBEBUILDER_ASSETS: not set',
      expect.stringMatching(/^ {2}2\. the cache .*: they are not all there$/),
      '  3. archives: host unknown',
      '  4. Go: no go',
      '     in PATH',
      'Do one of these:',
      expect.stringContaining('github.com'),
      expect.stringContaining('install Go 1.26'),
      expect.stringContaining('set KUBEBUILDER_ASSETS'),
    ]);
  });

  test('a cancelled run ends with the reason, and no further source is asked', async () => {
    const cancel = new AbortController();
    const next = bringing('next');
    const interrupted: BinarySource = {
      name: 'interrupted',
      fetch: () => {
        cancel.abort(new Error('Ctrl-C'));
        return Promise.reject(new Error('killed'));
      },
    };
    const resolving = resolveBinaries({ env: await emptyCache(), signal: cancel.signal }, [interrupted, next]);
    await expect(resolving).rejects.toThrow('Ctrl-C');
    expect(next.calls).not.toHaveBeenCalled();
  });
});
