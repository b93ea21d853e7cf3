import { type FSWatcher, watch } from 'node:fs';

/** What we write ourselves, and what editors put beside a file while they write it. */
const IGNORED = /^zz_generated|\.tmp$|~$|^\.|^\d+$/;

/** Watches folders, but not what is below them. */
export class FolderWatcher implements Disposable {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Watches exactly these folders from now on, whatever it watched before. Returns whether one of them is new. */
  watch(folders: Iterable<string>): boolean {
    const wanted = new Set(folders);
    for (const folder of this.#watchers.keys()) if (!wanted.has(folder)) this.#forget(folder);
    const added = [...wanted].filter((folder) => !this.#watchers.has(folder)).filter((folder) => this.#add(folder));
    return added.length > 0;
  }

  [Symbol.dispose](): void {
    for (const folder of [...this.#watchers.keys()]) this.#forget(folder);
  }

  /** Returns whether the folder is there. */
  #add(folder: string): boolean {
    const watcher = watchIfThere(folder, (name) => {
      if (name === null || !IGNORED.test(name)) this.#onChange();
    });
    if (watcher === undefined) return false;
    // The folder is gone.
    watcher.on('error', () => {
      this.#forget(folder);
      this.#onChange();
    });
    this.#watchers.set(folder, watcher);
    return true;
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}

function watchIfThere(folder: string, onChange: (name: string | null) => void): FSWatcher | undefined {
  try {
    return watch(folder, (_, name) => onChange(name));
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}
