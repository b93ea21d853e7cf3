import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { withLock } from '../../../src/binaries/lock.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const LOCK_MODULE = fileURLToPath(new URL('../../../src/binaries/lock.ts', import.meta.url));

/** A process that holds the lock until it is killed. */
async function holderOf(path: string): Promise<{ readonly pid: number; kill(): Promise<void> }> {
  const script = `
    import { withLock } from ${JSON.stringify(LOCK_MODULE)};
    await withLock(process.argv[1], {}, async () => { console.log('held'); await new Promise((r) => setTimeout(r, 60_000)); });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('the second waits for the first, and is told who that is', async () => {
  const path = join(await temporaryDirectory(), 'lock');
  const first = Promise.withResolvers<undefined>();
  const order: string[] = [];
  const holding = withLock(path, {}, async () => {
    await first.promise;
    order.push('first');
  });
  const onWait = vi.fn(() => first.resolve(undefined));
  await withLock(path, { onWait }, async () => {
    order.push('second');
    return Promise.resolve();
  });
  await holding;
  expect(order).toEqual(['first', 'second']);
  expect(onWait).toHaveBeenCalledExactlyOnceWith(String(process.pid));
});

test('returns what the action returned', async () => {
  const path = join(await temporaryDirectory(), 'lock');
  expect(await withLock(path, {}, () => Promise.resolve(7))).toBe(7);
});

test('lets go when the action fails', async () => {
  const path = join(await temporaryDirectory(), 'lock');
  await expect(withLock(path, {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const onWait = vi.fn();
  await withLock(path, { onWait }, () => Promise.resolve());
  expect(onWait).not.toHaveBeenCalled();
});

test('is free as soon as its holder is killed', async () => {
  const path = join(await temporaryDirectory(), 'lock');
  const holder = await holderOf(path);
  const onWait = vi.fn(() => void holder.kill());
  expect(await withLock(path, { onWait }, () => Promise.resolve('mine'))).toBe('mine');
  expect(onWait).toHaveBeenCalledExactlyOnceWith(String(holder.pid));
});

test('the wait can be cancelled', async () => {
  const path = join(await temporaryDirectory(), 'lock');
  const holder = await holderOf(path);
  const cancel = new AbortController();
  const waiting = withLock(path, { signal: cancel.signal, onWait: () => cancel.abort() }, () => Promise.resolve());
  await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await holder.kill();
});
