import { relative } from 'node:path';
import { Diagnostics } from '../diagnostics/diagnostic.ts';
import { formatDiagnostic } from '../diagnostics/format.ts';
import { GENERATORS } from '../generators/registry.ts';
import { PathError } from '../loader/api-package.ts';
import type { UnitCache } from '../loader/unit-cache.ts';
import { TOOL_VERSION } from '../version.ts';
import { type Command, parseCommandLine, type Plan } from './command-line.ts';
import { unifiedDiff } from './diff.ts';
import { dryRunOnServer } from './dry-run-server.ts';
import { generate, type Output } from './generate.ts';
import { markersText, usageText } from './help.ts';
import { markersPage } from './markers-page.ts';
import { UsageError } from './usage-error.ts';
import { watch } from './watch.ts';
import { readIfThere, writeFiles } from './write-files.ts';

/** What the program does to the world around it, apart from files. */
export interface Terminal {
  readonly cwd: string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** What ends `--watch`, which alone asks for it; without it nothing does. */
  readonly interruption?: () => AbortSignal;
}

export const EXIT = { done: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The whole program. Resolves paths from `terminal.cwd`; never exits by itself. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await execute(parseCommandLine(args, GENERATORS), terminal);
  } catch (thrown) {
    if (!(thrown instanceof UsageError || thrown instanceof PathError)) throw thrown;
    terminal.stderr(`controller-gen: ${thrown.message}\nRun controller-gen --help for usage.\n`);
    return EXIT.usage;
  }
}

async function execute(command: Command, terminal: Terminal): Promise<ExitCode> {
  switch (command.kind) {
    case 'help':
      terminal.stdout(usageText(GENERATORS));
      return EXIT.done;
    case 'version':
      terminal.stdout(`Version: v${TOOL_VERSION}\n`);
      return EXIT.done;
    case 'markers': {
      const markers = command.generators.flatMap((generator) => generator.markers);
      terminal.stdout(command.markdown ? markersPage(markers) : markersText(markers, command.detail));
      return EXIT.done;
    }
    case 'generate': {
      const { plan } = command;
      if (!plan.watch) return (await runOnce(plan, terminal)).exit;
      await watch(plan.paths, terminal, (cache) => runOnce(plan, terminal, cache));
      return EXIT.done;
    }
  }
}

/** What one run has done. */
export interface RunResult {
  readonly exit: ExitCode;
  /** The files that it wrote because they were not equal. */
  readonly written: readonly string[];
  readonly inputs: ReadonlySet<string>;
}

async function runOnce(plan: Plan, terminal: Terminal, cache?: UnitCache): Promise<RunResult> {
  const diagnostics = new Diagnostics();
  const output = generate(plan, terminal.cwd, diagnostics, cache);
  const { inputs, judged } = output;
  if (plan.dryRunServer && !diagnostics.hasErrors) await dryRunOnServer(judged, diagnostics, terminal.cwd);
  if (diagnostics.hasErrors) {
    const all = diagnostics.sorted();
    for (const diagnostic of all) terminal.stderr(`${formatDiagnostic(diagnostic, terminal.cwd)}\n`);
    terminal.stderr(`${all.length} error${all.length === 1 ? '' : 's'}; nothing was written.\n`);
    return { exit: EXIT.failed, written: [], inputs };
  }
  if (plan.check) return { exit: check(output, terminal), written: [], inputs };
  const written = writeFiles(output.files);
  if (output.stdout !== '') terminal.stdout(output.stdout);
  return { exit: EXIT.done, written, inputs };
}

function check({ files }: Output, terminal: Terminal): ExitCode {
  const stale = [...files].filter(([path, content]) => readIfThere(path) !== content);
  for (const [path, content] of stale) {
    terminal.stdout(`${unifiedDiff(relative(terminal.cwd, path), readIfThere(path) ?? '', content)}\n`);
  }
  if (stale.length === 0) return EXIT.done;
  terminal.stderr(
    `${stale.length} generated file${stale.length === 1 ? ' is' : 's are'} out of date: run controller-gen without --check.\n`,
  );
  return EXIT.failed;
}
