import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Cache } from '../../../src/binaries/cache.ts';
import { buildFromGoModules } from '../../../src/binaries/from-go-modules.ts';
import type { Program } from '../../../src/binaries/programs.ts';
import { isRunning, identify } from '../../../src/process/process-identity.ts';
import { writeScript } from '../../support/executables.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** Stands for Go: `version` prints what it is told, `build` runs a script with $out as the file to make. */
async function fakeGo(version: string, build = 'echo built > "$out"; chmod +x "$out"') {
  const directory = await temporaryDirectory();
  await writeScript(
    join(directory, 'bin'),
    'go',
    `if [ "$1" = version ]; then echo "${version}"; exit 0; fi
     echo "$@" >> ${directory}/arguments; env >> ${directory}/environment; pwd >> ${directory}/folder
     while [ "$1" != -o ]; do shift; done; out=$2
     ${build}`,
  );
  const cache = new Cache(join(directory, 'cache'), 'linux-amd64');
  await mkdir(cache.root);
  const messages: string[] = [];
  return {
    directory,
    cache,
    messages,
    async run(programs: readonly Program[], signal?: AbortSignal): Promise<void> {
      await buildFromGoModules({
        cache,
        programs,
        env: { PATH: `${directory}/bin:/usr/bin:/bin`, GOFLAGS: '-buildvcs=false' },
        onProgress: (message) => void messages.push(message),
        signal,
      });
    },
  };
}

/** Waits without a deadline of its own: the test's is enough. */
async function untilFileHasContent(path: string): Promise<string> {
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return text.trim();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a build', () => {
  test('makes each program, stamped with the version, and adds it to the cache', async () => {
    const go = await fakeGo('go version go1.26.8 linux/amd64');
    await go.run(['etcd', 'kubectl']);
    expect(await readdir(go.cache.directoryOf('v1.37.2'))).toEqual(['etcd', 'kubectl']);
    const [etcd, kubectl] = (await readFile(join(go.directory, 'arguments'), 'utf8')).trim().split('\n');
    expect(etcd).toMatch(/^build -v -trimpath -mod=readonly -ldflags .* go\.etcd\.io\/etcd\/server\/v3$/);
    expect(kubectl).toContain('-X k8s.io/component-base/version.gitVersion=v1.37.2');
    expect(kubectl).toContain('-X k8s.io/component-base/version.gitMinor=37');
    expect(go.messages).toEqual([
      'building Kubernetes v1.37.2 from Go modules: takes minutes, but only once',
      '[1/2] building etcd',
      '[2/2] building kubectl',
    ]);
  });

  test('runs in a copy of the module, keeps the user’s flags, and leaves nothing behind', async () => {
    const go = await fakeGo('go version go1.27 linux/amd64');
    await go.run(['etcd']);
    const environment = await readFile(join(go.directory, 'environment'), 'utf8');
    expect(environment).toContain('GOFLAGS=-buildvcs=false');
    expect(environment).toContain('GOWORK=off');
    expect(await readFile(join(go.directory, 'folder'), 'utf8')).toContain(go.cache.root);
    expect(await readdir(go.cache.root)).toEqual(['v1.37.2-linux-amd64']);
  });

  test('that fails is an error with the end of what Go said; what was finished before stays', async () => {
    const script = 'case "$out" in */etcd) echo > "$out";; *) echo "dial tcp: lookup proxy" >&2; exit 1;; esac';
    const go = await fakeGo('go version go1.26.0 linux/amd64', script);
    await expect(go.run(['etcd', 'kubectl'])).rejects.toThrow(
      'go build k8s.io/kubernetes/cmd/kubectl failed:\ndial tcp: lookup proxy',
    );
    expect(await readdir(go.cache.root)).toEqual(['v1.37.2-linux-amd64']);
    expect(await readdir(go.cache.directoryOf('v1.37.2'))).toEqual(['etcd']);
  });

  test('that is cancelled leaves neither a program, nor a file, nor a process', async () => {
    const started = 'sleep 60 & echo $! > "$(dirname "$out")/../../compiler"; wait';
    const go = await fakeGo('go version go1.26.0 linux/amd64', started);
    const cancel = new AbortController();
    const building = go.run(['etcd'], cancel.signal);
    const compiler = identify(Number(await untilFileHasContent(join(go.directory, 'compiler'))));
    cancel.abort(new Error('Ctrl-C'));
    await expect(building).rejects.toThrow('Ctrl-C');
    expect(isRunning(compiler)).toBe(false);
    expect(await readdir(go.cache.root)).toEqual([]);
  });
});

describe('Go itself', () => {
  test('that is too old is named, with what to do', async () => {
    const go = await fakeGo('go version go1.25.4 linux/amd64');
    await expect(go.run(['etcd'])).rejects.toThrow(/^Go 1\.25 is too old; 1\.26 or newer is needed .*GOTOOLCHAIN=auto/);
  });

  test('of a later major version will do', async () => {
    const go = await fakeGo('go version go2.0 linux/amd64');
    await expect(go.run(['etcd'])).resolves.toBeUndefined();
  });

  test('that is not there is said so', async () => {
    const go = await fakeGo('');
    const env = { PATH: '/nowhere' };
    const building = buildFromGoModules({
      cache: go.cache,
      programs: ['etcd'],
      env,
      onProgress: () => undefined,
      signal: undefined,
    });
    await expect(building).rejects.toThrow('there is no go command in PATH; Go 1.26 or newer is needed');
  });

  test('that cannot say its version is quoted', async () => {
    const go = await fakeGo('no such toolchain');
    await expect(go.run(['etcd'])).rejects.toThrow('"go version" failed: no such toolchain');
  });
});
