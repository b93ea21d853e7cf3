import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GoType, renderCoreTypes } from './core-types.ts';
import { REFERENCE } from './reference-tool.ts';

const PACKAGES = join(REFERENCE, '../../..');

/** Absolute path → content of every file that is made by running the real controller-gen over the types of Kubernetes. */
export function renderGenerated(): ReadonlyMap<string, string> {
  const known = runGo('./cmd/knownschemas');
  const core = renderCoreTypes(JSON.parse(runGo('./cmd/coretypes')) as readonly GoType[]);
  return new Map([
    [join(PACKAGES, 'controller-gen/src/schema/zz_generated.known-schemas.ts'), known],
    ...[...core].map(([name, content]) => [join(PACKAGES, 'apimachinery/src/core', name), content] as const),
  ]);
}

function runGo(command: string): string {
  return execFileSync('go', ['run', command], { cwd: REFERENCE, maxBuffer: 64 * 1024 * 1024 }).toString();
}

/** `node test/reference/generated.ts` writes the files anew, after a new version of Kubernetes or controller-tools. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of renderGenerated()) writeFileSync(path, content);
}
