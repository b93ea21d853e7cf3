import { COMMANDS, refusal, type Command } from './commands.ts';
import type { FlagValues } from './flags.ts';
import { flagUsage, parseFlags } from './parse-flags.ts';
import { parseVariables, variableUsage, warningsOf, type DatabaseConfig, type Environment } from './variables.ts';

/** What the operator runs by. */
export interface Config {
  readonly database: DatabaseConfig;
  readonly flags: FlagValues;
  /** What is allowed but should be known; to be logged once. */
  readonly warnings: readonly string[];
}

/** What a command line asks for. */
export type ParsedConfig =
  | { readonly kind: 'run'; readonly config: Config }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | Command;

const HELP: ReadonlySet<string> = new Set(['--help', '-help', '-h']);

/**
 * Reads the command line and the environment; touches nothing else.
 *
 * @param argv Without the program's own name.
 */
export function parseConfig(argv: readonly string[], env: Environment): ParsedConfig {
  const [name = '', ...rest] = argv;
  const command = COMMANDS.get(name);
  if (command === undefined) return parseRun(argv, env);
  return rest.some((arg) => HELP.has(arg)) ? { kind: 'help', text: usage() } : command(rest, env);
}

function parseRun(argv: readonly string[], env: Environment): ParsedConfig {
  const flags = parseFlags(argv);
  if (flags.ask === 'help') return { kind: 'help', text: usage() };
  if (flags.ask === 'version') return { kind: 'version' };
  const { database, problems } = parseVariables(env);
  if (flags.problems.length > 0 || problems.length > 0) {
    return { kind: 'wrong', message: refusal([...problems, ...flags.problems]) };
  }
  return { kind: 'run', config: { database, flags: flags.values, warnings: warningsOf(database, env) } };
}

/** What `--help` prints. */
export function usage(): string {
  return `Keeps rows in PostgreSQL true to PostgresWriter resources.

Usage:
  postgres-writer [flags]          Run the operator.
  postgres-writer migrate          Set up the ledger (schema postgres_writer) in the database, and end.
  postgres-writer migrate --print  Print the SQL that sets it up, for an administrator to run.
  postgres-writer epoch --raise    Say that etcd was restored to an older state; restart every operator afterwards.
  postgres-writer sweep --confirm COUNT
                                   Let the next sweep go through if it is of exactly COUNT objects that are gone.
  postgres-writer takeover --from ID
                                   Give the rows of cluster ID to this one (see --kubeconfig, --cluster-id).

Flags:
${flagUsage()}

Environment:
${variableUsage()}
`;
}
