import { relative } from 'node:path';
import { Diagnostics } from '../diagnostics/diagnostic.ts';
import { formatDiagnostic } from '../diagnostics/format.ts';
import { GENERATORS } from '../generators/registry.ts';
import { PathError } from '../loader/api-package.ts';
import { TOOL_VERSION } from '../version.ts';
import { type Command, parseCommandLine, type Plan } from './command-line.ts';
import { unifiedDiff } from './diff.ts';
import { generate, type Output } from './generate.ts';
import { markersText, usageText } from './help.ts';
import { markersPage } from './markers-page.ts';
import { UsageError } from './usage-error.ts';
import { readIfThere, writeFiles } from './write-files.ts';

/** What the program does to the world around it, apart from files. */
export interface Terminal {
  readonly cwd: string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

export const EXIT = { done: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The whole program. Resolves paths from `terminal.cwd`; never exits by itself. */
export function run(args: readonly string[], terminal: Terminal): ExitCode {
  try {
    return execute(parseCommandLine(args, GENERATORS), terminal);
  } catch (thrown) {
    if (!(thrown instanceof UsageError || thrown instanceof PathError)) throw thrown;
    terminal.stderr(`controller-gen: ${thrown.message}\nRun controller-gen --help for usage.\n`);
    return EXIT.usage;
  }
}

function execute(command: Command, terminal: Terminal): ExitCode {
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
    case 'generate':
      return runPlan(command.plan, terminal);
  }
}

function runPlan(plan: Plan, terminal: Terminal): ExitCode {
  const diagnostics = new Diagnostics();
  const output = generate(plan, terminal.cwd, diagnostics);
  if (diagnostics.hasErrors) {
    const all = diagnostics.sorted();
    for (const diagnostic of all) terminal.stderr(`${formatDiagnostic(diagnostic, terminal.cwd)}\n`);
    terminal.stderr(`${all.length} error${all.length === 1 ? '' : 's'}; nothing was written.\n`);
    return EXIT.failed;
  }
  if (plan.check) return check(output, terminal);
  writeFiles(output.files);
  if (output.stdout !== '') terminal.stdout(output.stdout);
  return EXIT.done;
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
