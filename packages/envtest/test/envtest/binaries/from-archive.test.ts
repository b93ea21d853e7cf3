import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Cache } from '../../../src/binaries/cache.ts';
import { fetchArchive } from '../../../src/binaries/from-archive.ts';
import { goPlatform, MAIN_PROGRAMS } from '../../../src/binaries/programs.ts';
import { writePrograms } from '../../support/executables.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** Stands for the hosts of the official archives: an index and one archive of a version. */
async function host(version: string, { hash }: { readonly hash?: string } = {}) {
  const directory = await temporaryDirectory();
  await writePrograms(join(directory, 'controller-tools', 'envtest'), MAIN_PROGRAMS);
  execFileSync('tar', ['-czf', 'archive.tar.gz', 'controller-tools'], { cwd: directory });
  const archive = await readFile(join(directory, 'archive.tar.gz'));
  const digest = hash ?? createHash('sha512').update(archive).digest('hex');
  const url = await serve((request, response) => {
    if (request.url === '/archive') return void response.end(archive);
    const name = `envtest-${version}-${goPlatform()}.tar.gz`;
    return void response.end(
      JSON.stringify({ releases: { [version]: { [name]: { hash: digest, selfLink: `${url}/archive` } } } }),
    );
  });
  const cache = new Cache(join(directory, 'cache'));
  await mkdir(cache.root);
  const fetch = (): Promise<void> =>
    fetchArchive({ cache, indexUrl: `${url}/index`, onProgress: () => undefined, signal: undefined });
  return { cache, fetch };
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the archive of our version goes to the cache, and nothing else stays', async () => {
  const { cache, fetch } = await host('v1.37.2');
  await fetch();
  expect(await cache.find(MAIN_PROGRAMS)).toBe(cache.directoryOf('v1.37.2'));
  expect(await readdir(cache.root)).toEqual([`v1.37.2-${goPlatform()}`]);
});

test('another patch of the series will do where ours has no archive', async () => {
  const { cache, fetch } = await host('v1.37.0');
  await fetch();
  expect(await cache.find(MAIN_PROGRAMS)).toBe(cache.directoryOf('v1.37.0'));
});

test('another series will not', async () => {
  const { cache, fetch } = await host('v1.38.0');
  await expect(fetch()).rejects.toThrow('not found in release index (available: v1.38.0)');
  expect(await readdir(cache.root)).toEqual([]);
});

test('an archive with another SHA-512 than the index says is refused', async () => {
  const { cache, fetch } = await host('v1.37.2', { hash: 'beef' });
  await expect(fetch()).rejects.toThrow('SHA-512 mismatch');
  expect(await readdir(cache.root)).toEqual([]);
});

test.each([
  {
    name: 'a host that refuses',
    url: 'http://127.0.0.1:9999/index',
    message: 'cannot reach 127.0.0.1:9999 (ECONNREFUSED)',
  },
  {
    name: 'a host that is not known',
    url: 'http://no.such.host.invalid/i',
    message: 'cannot reach no.such.host.invalid',
  },
])('$name is named at once', async ({ url, message }) => {
  const cache = new Cache(await temporaryDirectory());
  const fetching = fetchArchive({ cache, indexUrl: url, onProgress: () => undefined, signal: undefined });
  await expect(fetching).rejects.toThrow(message);
});

test('a proxy that answers something else is quoted', async () => {
  const url = await serve((_, response) => void response.writeHead(403).end());
  const cache = new Cache(await temporaryDirectory());
  const fetching = fetchArchive({ cache, indexUrl: url, onProgress: () => undefined, signal: undefined });
  await expect(fetching).rejects.toThrow(/answered 403$/);
});

test('a host that never answers is given up when the run is cancelled', async () => {
  const cancel = new AbortController();
  const url = await serve(() => cancel.abort(new Error('Ctrl-C')));
  const cache = new Cache(await temporaryDirectory());
  const fetching = fetchArchive({ cache, indexUrl: url, onProgress: () => undefined, signal: cancel.signal });
  await expect(fetching).rejects.toThrow('Ctrl-C');
});
