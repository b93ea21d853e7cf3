/**
 * Builds every package and looks at it as npm and its users will: publint reads the manifest against the files,
 * arethetypeswrong resolves each export the way Node and TypeScript do.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run } from './lib/process.ts';

async function publishedPackages(): Promise<readonly string[]> {
  const folders = await readdir(join(ROOT, 'packages'));
  const published: string[] = [];
  for (const folder of folders) {
    const manifest = JSON.parse(await readFile(join(ROOT, 'packages', folder, 'package.json'), 'utf8')) as {
      readonly private?: boolean;
    };
    if (manifest.private !== true) published.push(`packages/${folder}`);
  }
  return published;
}

let exit = 0;
async function must(command: readonly [string, ...string[]]): Promise<boolean> {
  const { code, output } = await run(command);
  if (code === 0) return true;
  console.error(`${command.join(' ')} failed:\n${output.trimEnd()}\n`);
  exit = 1;
  return false;
}

if (await must(['tsc', '-b', 'tsconfig.build.json'])) {
  for (const folder of await publishedPackages()) {
    await must(['publint', '--strict', folder]);
    await must(['attw', '--pack', folder, '--profile', 'esm-only', '--no-emoji', '--no-color']);
  }
}
process.exitCode = exit;
