import { CommandOptions, type CommandOption } from './command-options.ts';
import { CLUSTER_ID_FORM, FLAGS } from './flags.ts';
import type { Problem } from './parse-flags.ts';
import { clusterId, wholeNumber } from './values.ts';
import { parseVariables, type DatabaseConfig, type Environment } from './variables.ts';

/** Which cluster is meant: by its id, or as the one that a kubeconfig leads to. */
export interface ClusterChoice {
  readonly kubeconfig: string | undefined;
  readonly clusterId: string | undefined;
}

/** What a command other than running asks for. `wrong` carries one message that names all that is missing or wrong. */
export type Command =
  /** Set up the ledger, and end. */
  | { readonly kind: 'migrate'; readonly database: DatabaseConfig }
  /** Say that etcd was restored to an older state, and end. */
  | { readonly kind: 'raiseEpoch'; readonly database: DatabaseConfig }
  /** Let a sweep of exactly so many objects go through, and end. */
  | { readonly kind: 'confirmSweep'; readonly database: DatabaseConfig; readonly count: number }
  /** Give the entries of another cluster to this one, and end. */
  | ({ readonly kind: 'takeover'; readonly database: DatabaseConfig; readonly from: string } & ClusterChoice)
  /** Print what an administrator would run instead. */
  | { readonly kind: 'printMigrations'; readonly role: string }
  | { readonly kind: 'wrong'; readonly message: string };

/** By their name: what reads the rest of the command line, and the environment. */
export const COMMANDS: ReadonlyMap<string, (argv: readonly string[], env: Environment) => Command> = new Map([
  ['migrate', parseMigrate],
  ['epoch', parseEpoch],
  ['sweep', parseSweep],
  ['takeover', parseTakeover],
]);

const COUNT: CommandOption<number> = {
  parse: (text) => wholeNumber(text, 1, 999_999_999),
  form: 'the number of objects that are gone, from 1 to 999999999',
  required: true,
};
const FROM: CommandOption<string> = {
  parse: clusterId,
  form: `the other cluster's id: ${CLUSTER_ID_FORM}`,
  required: true,
};

/** `migrate` works on the database alone, and `migrate --print` on nothing: it needs the role's name only. */
function parseMigrate(argv: readonly string[], env: Environment): Command {
  const print = argv.includes('--print');
  const unknown = argv.filter((arg) => arg !== '--print').map((where) => ({ where, what: 'is no flag of migrate' }));
  const { database, problems: all } = parseVariables(env);
  const problems = [...(print ? all.filter(({ where }) => where === 'PSQL_USER') : all), ...unknown];
  if (problems.length > 0) return { kind: 'wrong', message: refusal(problems) };
  return print ? { kind: 'printMigrations', role: database.user } : { kind: 'migrate', database };
}

/** `epoch --raise`: the flag is there so that nobody does it in passing. */
function parseEpoch(argv: readonly string[], env: Environment): Command {
  const { database, problems } = parseVariables(env);
  const wrong =
    argv.length === 1 && argv[0] === '--raise' ? [] : [{ where: 'epoch', what: 'takes --raise, and nothing else' }];
  if (problems.length + wrong.length > 0) return { kind: 'wrong', message: refusal([...problems, ...wrong]) };
  return { kind: 'raiseEpoch', database };
}

/** `sweep --confirm COUNT`. */
function parseSweep(argv: readonly string[], env: Environment): Command {
  const { database, problems } = parseVariables(env);
  const options = new CommandOptions('sweep', argv);
  const count = options.take('confirm', COUNT);
  const wrong = [...problems, ...options.problems()];
  if (wrong.length > 0 || count === undefined) return { kind: 'wrong', message: refusal(wrong) };
  return { kind: 'confirmSweep', database, count };
}

/** `takeover --from ID`: into the cluster that the kubeconfig leads to, or that `--cluster-id` names. */
function parseTakeover(argv: readonly string[], env: Environment): Command {
  const { database, problems } = parseVariables(env);
  const options = new CommandOptions('takeover', argv);
  const from = options.take('from', FROM);
  const kubeconfig = options.take('kubeconfig', { ...FLAGS.kubeconfig, required: false });
  const id = options.take('cluster-id', { ...FLAGS['cluster-id'], required: false });
  const wrong = [...problems, ...options.problems()];
  if (from !== undefined && from === id)
    wrong.push({ where: '--from', what: 'must name another cluster than --cluster-id' });
  if (wrong.length > 0 || from === undefined) return { kind: 'wrong', message: refusal(wrong) };
  return { kind: 'takeover', database, from, kubeconfig, clusterId: id };
}

/** One message for all that is missing or wrong. */
export function refusal(problems: readonly Problem[]): string {
  const width = Math.max(...problems.map(({ where }) => where.length));
  const lines = problems.map(({ where, what }) => `  ${where.padEnd(width)}  ${what}`);
  const count = problems.length === 1 ? 'A setting is' : `${problems.length} settings are`;
  return `${count} missing or wrong:\n${lines.join('\n')}\nRun with --help for all of them.`;
}
