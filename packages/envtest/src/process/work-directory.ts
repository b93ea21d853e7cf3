import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchDirectory } from './watchdog.ts';

/** A directory that is gone once it was removed or this process has ended, whichever comes first. */
export interface WorkDirectory extends AsyncDisposable {
  readonly path: string;
}

/** Makes `<parent>/kubewright-<name>-XXXXXX`, readable by its owner only. `parent` is the system's temporary folder. */
export async function makeWorkDirectory(name: string, parent: string = tmpdir()): Promise<WorkDirectory> {
  const path = await mkdtemp(join(parent, `kubewright-${name}-`));
  const watched = watchDirectory(path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      watched.removed();
    },
  };
}
