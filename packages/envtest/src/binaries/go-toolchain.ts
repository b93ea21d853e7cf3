import { runCommand } from '../process/run-command.ts';

/** The least that go/go.mod asks for. */
const MINIMUM = [1, 26] as const;

/**
 * Makes sure that there is a Go new enough.
 * @param directory of the module to build: its go.mod may have Go fetch a newer toolchain, where the user lets it.
 * @throws Error that says what is wrong and what to do.
 */
export async function requireGo(
  env: NodeJS.ProcessEnv,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const minimum = MINIMUM.join('.');
  const version = await runCommand('go', ['version'], { env, cwd: directory, signal }).catch((thrown: unknown) => {
    signal?.throwIfAborted();
    throw new Error(`there is no go command in PATH; Go ${minimum} or newer is needed`, { cause: thrown });
  });
  const [, major, minor] = /\bgo(\d+)\.(\d+)/.exec(version.stdout) ?? [];
  if (version.exitCode !== 0 || major === undefined || minor === undefined) {
    throw new Error(`"go version" failed: ${(version.stderr || version.stdout).trim()}`);
  }
  if (!isAtLeast(Number(major), Number(minor))) {
    throw new Error(
      `Go ${major}.${minor} is too old; ${minimum} or newer is needed` +
        ` (https://go.dev/dl/, or GOTOOLCHAIN=auto where a Go module proxy is reached)`,
    );
  }
}

const isAtLeast = (major: number, minor: number): boolean =>
  major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
