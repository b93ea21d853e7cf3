import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, run } from '../../hack/lib/process.ts';
import { PeerUnavailable } from './peer.ts';

const CACHE = join(ROOT, 'node_modules/.cache/bench/peers');

/** For programs that run on Node, as deployed ones would have it: their source is compiled once, not at each start. */
export const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/bench/compile');

/** The name of what a compiler of machine code builds. */
export const PROGRAM = 'program';

/** The folder with a peer's source. */
export const sourceOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * The folder that `build` filled from this very source: of an earlier run, or of this one. It comes by a rename, so a
 * build that was interrupted leaves nothing.
 * @param toolchain what else decides the outcome: the compiler's version, for instance.
 */
export async function buildOnce(
  name: string,
  toolchain: string,
  build: (source: string, target: string) => Promise<void>,
): Promise<string> {
  const source = sourceOf(name);
  const built = join(CACHE, `${name}-${await digest(source, toolchain)}`);
  if (await exists(built)) return built;
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(join(CACHE, `.${name}-`));
  try {
    await build(source, aside);
    await rename(aside, built);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return built;
}

/** What a command says of its version. @throws PeerUnavailable where there is no such command. */
export async function versionOf(command: readonly [string, ...string[]], peer: string): Promise<string> {
  const answer = await run(command).catch((cause: unknown) => {
    throw new PeerUnavailable(`${peer} needs ${command[0]}, which is not in PATH`, { cause });
  });
  if (answer.code !== 0) throw new PeerUnavailable(`${peer}: "${command.join(' ')}" failed: ${answer.output.trim()}`);
  return answer.output.trim();
}

/** @throws Error that quotes the end of what it said, where it fails. */
export async function mustRun(command: readonly [string, ...string[]], cwd: string): Promise<void> {
  const { code, output } = await run(command, { cwd });
  if (code !== 0) throw new Error(`${command.join(' ')} failed:\n${output.trim().split('\n').slice(-15).join('\n')}`);
}

async function digest(source: string, toolchain: string): Promise<string> {
  const hash = createHash('sha256').update(toolchain);
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort()) hash.update(file.slice(dirname(source).length)).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
