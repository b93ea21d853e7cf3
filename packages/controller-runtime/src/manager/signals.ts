import process from 'node:process';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

let installed = false;

/**
 * A signal for {@link Manager.start} that aborts on SIGTERM or SIGINT (Ctrl-C). The second one ends the process at once,
 * with exit code 1: somebody does not want to wait. Can be called once per process.
 * Source: `signals.SetupSignalHandler`.
 */
export function setupSignalHandler(): AbortSignal {
  if (installed) throw new Error('setupSignalHandler was called before: there is one handler per process');
  installed = true;
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) process.exit(1);
    stop.abort(new Error(`received ${signal}`));
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return stop.signal;
}
