import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a shell script that can be run by its path, or by its name where `directory` is in PATH. */
export async function writeScript(directory: string, name: string, body: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

/** Files that look like programs. */
export async function writePrograms(directory: string, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => writeScript(directory, name, `echo ${name}`)));
}
