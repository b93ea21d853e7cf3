/** Run the command from a program. */
export { EXIT, type ExitCode, run, type Terminal } from './cli/run.ts';
