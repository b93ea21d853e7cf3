import type { Reapable } from './reap.ts';

/** What a process tells its watchdog, one JSON text a line. */
export type WatchdogMessage =
  | { readonly type: 'process'; readonly process: Reapable }
  | { readonly type: 'processEnded'; readonly pid: number }
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'directoryRemoved'; readonly path: string };

export const encodeMessage = (message: WatchdogMessage): string => `${JSON.stringify(message)}\n`;
export const decodeMessage = (line: string): WatchdogMessage => JSON.parse(line) as WatchdogMessage;

/** What has to go when the watched process is gone. */
export class Belongings {
  readonly #processes = new Map<number, Reapable>();
  readonly #directories = new Set<string>();

  apply(message: WatchdogMessage): void {
    switch (message.type) {
      case 'process':
        this.#processes.set(message.process.pid, message.process);
        return;
      case 'processEnded':
        this.#processes.delete(message.pid);
        return;
      case 'directory':
        this.#directories.add(message.path);
        return;
      case 'directoryRemoved':
        this.#directories.delete(message.path);
        return;
    }
  }

  get isEmpty(): boolean {
    return this.#processes.size === 0 && this.#directories.size === 0;
  }

  get processes(): readonly Reapable[] {
    return [...this.#processes.values()];
  }

  get directories(): readonly string[] {
    return [...this.#directories];
  }

  /** The messages that tell a watchdog with no memory all of this. */
  toMessages(): readonly WatchdogMessage[] {
    return [
      ...this.directories.map((path): WatchdogMessage => ({ type: 'directory', path })),
      ...this.processes.map((process): WatchdogMessage => ({ type: 'process', process })),
    ];
  }
}
