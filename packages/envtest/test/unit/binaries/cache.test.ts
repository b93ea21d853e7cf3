import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Cache, cacheRoot, missingFrom } from '../../../src/binaries/cache.ts';
import { MAIN_PROGRAMS } from '../../../src/binaries/programs.ts';
import { writePrograms, writeScript } from '../../support/executables.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe('the cache lies', () => {
  test.each([
    {
      name: 'where KUBEWRIGHT_ENVTEST_CACHE says',
      env: { KUBEWRIGHT_ENVTEST_CACHE: '/c', XDG_CACHE_HOME: '/x' },
      want: /^\/c$/,
    },
    { name: 'else in XDG_CACHE_HOME', env: { XDG_CACHE_HOME: '/x' }, want: /^\/x\/kubewright\/envtest$/ },
    { name: 'else in ~/.cache', env: {}, want: /\/\.cache\/kubewright\/envtest$/ },
    {
      name: 'and an empty variable counts as none',
      env: { KUBEWRIGHT_ENVTEST_CACHE: '', XDG_CACHE_HOME: '' },
      want: /\/\.cache\/kubewright\/envtest$/,
    },
  ])('$name', ({ env, want }) => {
    expect(cacheRoot(env)).toMatch(want);
  });
});

describe('find', () => {
  async function cacheWith(...versions: string[]): Promise<Cache> {
    const cache = new Cache(await temporaryDirectory(), 'linux-amd64');
    for (const version of versions) await writePrograms(cache.directoryOf(version), MAIN_PROGRAMS);
    return cache;
  }

  test('gives nothing where there is no cache yet', async () => {
    const cache = new Cache(join(await temporaryDirectory(), 'none'), 'linux-amd64');
    expect(await cache.find(MAIN_PROGRAMS)).toBeUndefined();
  });

  test('prefers our version', async () => {
    const cache = await cacheWith('v1.37.9', 'v1.37.2');
    expect(await cache.find(MAIN_PROGRAMS)).toBe(cache.directoryOf('v1.37.2'));
  });

  test('else takes the newest patch of the series, by number', async () => {
    const cache = await cacheWith('v1.37.9', 'v1.37.10', 'v1.38.0');
    expect(await cache.find(MAIN_PROGRAMS)).toBe(cache.directoryOf('v1.37.10'));
  });

  test('passes over another series and another platform', async () => {
    const cache = await cacheWith('v1.38.0');
    await writePrograms(join(cache.root, 'v1.37.2-darwin-arm64'), MAIN_PROGRAMS);
    expect(await cache.find(MAIN_PROGRAMS)).toBeUndefined();
  });

  test('passes over a folder that is not complete', async () => {
    const cache = await cacheWith('v1.37.2', 'v1.37.1');
    await writeScript(cache.directoryOf('v1.37.1'), 'kube-controller-manager', '');
    expect(await cache.find([...MAIN_PROGRAMS, 'kube-controller-manager'])).toBe(cache.directoryOf('v1.37.1'));
  });
});

test('add moves a finished program in', async () => {
  const cache = new Cache(await temporaryDirectory(), 'linux-amd64');
  const file = await writeScript(join(cache.root, 'staging'), 'etcd', '');
  await cache.add('v1.37.2', 'etcd', file);
  const directory = cache.directoryOf('v1.37.2');
  expect(await missingFrom(directory, MAIN_PROGRAMS)).toEqual(['kube-apiserver', 'kubectl']);
  expect(await missingFrom(join(cache.root, 'staging'), ['etcd'])).toEqual(['etcd']);
});

test('a file that may not be executed counts as missing', async () => {
  const directory = await temporaryDirectory();
  await writePrograms(directory, ['kubectl']);
  await chmod(join(directory, 'kubectl'), 0o644);
  expect(await missingFrom(directory, ['kubectl'])).toEqual(['kubectl']);
});
