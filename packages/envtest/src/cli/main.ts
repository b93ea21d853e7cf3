#!/usr/bin/env node
import { constants } from 'node:os';
import { progressReporter } from '../binaries/progress.ts';
import { resolveBinaries } from '../binaries/resolve-binaries.ts';
import { type Command, parseCommand, USAGE, UsageError } from './arguments.ts';
import { start } from './start.ts';

/** Stopped by a signal before it had done what it was asked for. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Aborts at the first signal. The second ends the process at once; the watchdog then cleans up. */
function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const interrupted = new Interrupted(signal);
      if (controller.signal.aborted) process.exit(interrupted.exitCode);
      controller.abort(interrupted);
    });
  }
  return controller.signal;
}

async function run(command: Command): Promise<void> {
  const progress = progressReporter(process.stderr);
  const say = (message: string): void => {
    progress.done();
    process.stderr.write(`${message}\n`);
  };
  const print = (text: string): void => void process.stdout.write(text);
  try {
    switch (command.name) {
      case 'help':
        print(USAGE);
        return;
      case 'binaries': {
        const { controllerManager } = command;
        const signal = abortOnSignal();
        print(`${(await resolveBinaries({ controllerManager, onProgress: progress, signal })).directory}\n`);
        return;
      }
      case 'start':
        await start(command, { onProgress: progress, print, say, signal: abortOnSignal() });
        return;
    }
  } finally {
    progress.done();
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    await run(parseCommand(args));
    return 0;
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      process.stderr.write(`kubewright-envtest: ${thrown.message}\n\n${USAGE}`);
      return 2;
    }
    process.stderr.write(`kubewright-envtest: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    return thrown instanceof Interrupted ? thrown.exitCode : 1;
  }
}

// Not process.exit: what was written to a pipe has to get through first.
process.exitCode = await main(process.argv.slice(2));
