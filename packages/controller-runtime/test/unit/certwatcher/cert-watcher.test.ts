import { mkdtemp, rename, rm, symlink, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { issueSelfSigned } from '../../../src/certificates/index.ts';
import { CertWatcher, type KeyPair } from '../../../src/certwatcher/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const VALIDITY = { notBeforeMs: Date.UTC(2026, 0, 1), notAfterMs: Date.UTC(2036, 0, 1) };
const [first, second] = [issueSelfSigned(['a'], VALIDITY), issueSelfSigned(['b'], VALIDITY)];

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function aDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cert-watcher-'));
  cleanUps.push(() => rm(directory, { recursive: true }));
  return directory;
}

const write = async (directory: string, { cert, key }: KeyPair): Promise<void> => {
  await writeFile(join(directory, 'tls.crt'), cert);
  await writeFile(join(directory, 'tls.key'), key);
};

/** A watcher that runs until the end of the test, and what it tells. */
async function watching(directory: string) {
  const clock = new FakeClock();
  const seen: KeyPair[] = [];
  const metrics = { read: vi.fn(), readFailed: vi.fn() };
  const watcher = new CertWatcher({
    certPath: join(directory, 'tls.crt'),
    keyPath: join(directory, 'tls.key'),
    clock,
    metrics,
  });
  watcher.subscribe((pair) => seen.push(pair));
  const stop = new AbortController();
  const ended = watcher.start(stop.signal);
  cleanUps.push(async () => {
    stop.abort();
    await ended;
  });
  await vi.waitFor(() => expect(watcher.current).toBeDefined());
  return { watcher, clock, seen, metrics };
}

describe('a certificate watcher', () => {
  test('that is told to stop before it starts reads nothing, and misses nothing', async () => {
    const metrics = { read: vi.fn(), readFailed: vi.fn() };
    const watcher = new CertWatcher({ certPath: '/nowhere/tls.crt', keyPath: '/nowhere/tls.key', metrics });
    await watcher.start(AbortSignal.abort());
    expect(metrics.read).not.toHaveBeenCalled();
  });

  test('takes a certificate that is written over', async () => {
    const directory = await aDirectory();
    await write(directory, first);
    const { watcher, seen } = await watching(directory);
    expect(watcher.current).toEqual(first);
    await write(directory, second);
    await vi.waitFor(() => expect(watcher.current).toEqual(second));
    expect(seen).toEqual([first, second]);
  });

  test('takes one that the kubelet swaps by turning a symbolic link', async () => {
    const directory = await aDirectory();
    for (const [version, pair] of [
      ['..v1', first],
      ['..v2', second],
    ] as const) {
      await mkdir(join(directory, version));
      await write(join(directory, version), pair);
    }
    await symlink('..v1', join(directory, '..data'));
    await symlink('..data/tls.crt', join(directory, 'tls.crt'));
    await symlink('..data/tls.key', join(directory, 'tls.key'));
    const { watcher, seen } = await watching(directory);
    await symlink('..v2', join(directory, '..data_tmp'));
    await rename(join(directory, '..data_tmp'), join(directory, '..data'));
    await vi.waitFor(() => expect(watcher.current).toEqual(second));
    expect(seen).toEqual([first, second]);
  });

  test('looks every ten seconds where nobody tells of changes', async () => {
    const directory = await aDirectory();
    const elsewhere = await aDirectory();
    await write(elsewhere, first);
    // Changes behind a link to another folder are not those of the folder watched.
    for (const file of ['tls.crt', 'tls.key']) await symlink(join(elsewhere, file), join(directory, file));
    const { watcher, clock } = await watching(directory);
    await write(elsewhere, second);
    await clock.advance(9_999);
    expect(watcher.current).toEqual(first);
    await clock.advance(1);
    await vi.waitFor(() => expect(watcher.current).toEqual(second));
  });

  test('keeps the one before while the files do not fit together or are gone', async () => {
    const directory = await aDirectory();
    await write(directory, first);
    const { watcher, clock, metrics } = await watching(directory);
    await writeFile(join(directory, 'tls.crt'), second.cert);
    await vi.waitFor(() => expect(metrics.readFailed).toHaveBeenCalled());
    expect(watcher.current).toEqual(first);
    await rm(join(directory, 'tls.crt'));
    await clock.advance(10_000);
    expect(watcher.current).toEqual(first);
    await write(directory, second);
    await vi.waitFor(() => expect(watcher.current).toEqual(second));
    expect(metrics.read.mock.calls.length).toBeGreaterThan(metrics.readFailed.mock.calls.length);
  });

  test('cannot start without files, or with a key of another certificate', async () => {
    const directory = await aDirectory();
    const options = { certPath: join(directory, 'tls.crt'), keyPath: join(directory, 'tls.key') };
    const { signal } = new AbortController();
    await expect(new CertWatcher(options).start(signal)).rejects.toThrow(
      `cannot use the certificate ${options.certPath}`,
    );
    await write(directory, { cert: first.cert, key: second.key });
    await expect(new CertWatcher(options).start(signal)).rejects.toThrow('the key is of another certificate');
  });

  test('leaves nothing open when it stops', async () => {
    const open = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'FSEventWrap').length;
    const directory = await aDirectory();
    await write(directory, first);
    await vi.waitFor(() => expect(open()).toBe(0)); // what other tests closed goes a turn later
    const watcher = new CertWatcher({ certPath: join(directory, 'tls.crt'), keyPath: join(directory, 'tls.key') });
    const stop = new AbortController();
    const ended = watcher.start(stop.signal);
    await vi.waitFor(() => expect(open()).toBe(1)); // one folder, watched once
    stop.abort();
    await ended;
    await vi.waitFor(() => expect(open()).toBe(0));
  });

  test('wants a positive interval', () => {
    expect(() => new CertWatcher({ certPath: 'a', keyPath: 'b', intervalMs: 0 })).toThrow(
      'intervalMs must be positive',
    );
  });
});
