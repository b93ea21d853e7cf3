import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findPostgresBinaries, makeRunnable } from '../../../src/postgres/server-binaries.ts';
import { chooseSystemUser } from '../../../src/postgres/system-user.ts';
import { runCommand } from '../../../src/process/run-command.ts';
import { writeScript } from '../../support/executables.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const isRoot = process.getuid?.() === 0;

test('the programs are those of the installed package, and run', async () => {
  const { postgres, initdb } = await findPostgresBinaries();
  expect((await runCommand(postgres, ['--version'])).stdout).toMatch(/^postgres \(PostgreSQL\) 18\./);
  expect((await runCommand(initdb, ['--version'])).stdout).toMatch(/^initdb \(PostgreSQL\) 18\./);
});

test('PostgreSQL runs as another account where this is root, and as the same where it is not', async () => {
  const user = await chooseSystemUser();
  if (isRoot) expect(user?.uid).toBeGreaterThan(0);
  else expect(user).toBeUndefined();
});

/** PostgreSQL's layout; `mode` is that of the folder in which it lies. */
async function installation(mode: number) {
  const home = await temporaryDirectory();
  const binaries = {
    initdb: await writeScript(join(home, 'native', 'bin'), 'initdb', 'exit 0'),
    postgres: await writeScript(join(home, 'native', 'bin'), 'postgres', 'exit 0'),
  };
  await chmod(home, mode);
  const user = await chooseSystemUser();
  const directory = await temporaryDirectory();
  if (user !== undefined) await chown(directory, user.uid, user.gid);
  return { binaries, user, directory };
}

describe('programs', () => {
  test('that the account may run are run where they lie', async () => {
    const { binaries, user, directory } = await installation(0o755);
    expect(await makeRunnable(binaries, user, directory)).toEqual(binaries);
  });

  test.runIf(isRoot)('below a home that is closed to the account are copied', async () => {
    const { binaries, user, directory } = await installation(0o700);
    const copied = await makeRunnable(binaries, user, directory);
    expect(copied.postgres).toBe(join(directory, 'postgresql', 'bin', 'postgres'));
    expect(await runCommand(copied.initdb, [], { user, cwd: directory })).toMatchObject({ exitCode: 0 });
  });

  test('that do not run at all are an error that says what they said', async () => {
    const { binaries, user, directory } = await installation(0o755);
    await writeScript(join(binaries.postgres, '..'), 'postgres', 'echo "wrong libc" >&2; exit 1');
    await expect(makeRunnable(binaries, user, directory)).rejects.toThrow(/nor a copy of it: wrong libc/);
  });
});
