import { isIPv6 } from 'node:net';
import { CLUSTER_ID_FORM, FLAGS, flagUsage, parseFlags, type Flag, type FlagValues, type Problem } from './flags.ts';
import type { SslMode, TlsSettings } from './postgres/pg-tls.ts';
import { clusterId, wholeNumber } from './values.ts';

/** The accepted values of PSQL_SSLMODE. */
export const SSL_MODES = Object.freeze([
  'disable',
  'require',
  'verify-ca',
  'verify-full',
] as const satisfies readonly SslMode[]);

/** Where PostgreSQL is, and as whom to log in. */
export interface DatabaseConfig {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: TlsSettings;
}

export interface Config {
  readonly database: DatabaseConfig;
  readonly flags: FlagValues;
  /** What is allowed but should be known; to be logged once. */
  readonly warnings: readonly string[];
}

/** Which cluster is meant: by its id, or as the one that a kubeconfig leads to. */
export interface ClusterChoice {
  readonly kubeconfig: string | undefined;
  readonly clusterId: string | undefined;
}

/** What a command line asks for. `wrong` carries one message that names all that is missing or wrong. */
export type ParsedConfig =
  | { readonly kind: 'run'; readonly config: Config }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
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

export type Environment = Readonly<Record<string, string | undefined>>;

interface Variable {
  /** The accepted form. */
  readonly form: string;
  readonly required: boolean;
  /** Empty text counts as a value. */
  readonly mayBeEmpty?: boolean;
}

/** Every variable, in the order of `--help`. docs/reference/configuration.md lists the same; a test compares them. */
export const VARIABLES = Object.freeze({
  PSQL_HOST: { form: "PostgreSQL's host name, address or socket directory", required: true },
  PSQL_PORT: { form: 'a port from 1 to 65535, usually 5432', required: true },
  PSQL_DBNAME: { form: 'the name of the database', required: true },
  PSQL_USER: { form: 'the role to log in as', required: true },
  PSQL_PASSWORD: { form: "the role's password; may be empty, but has to be set", required: true, mayBeEmpty: true },
  PSQL_SSLMODE: { form: `${SSL_MODES.join(', ')}; unset: disable`, required: false },
  PSQL_SSLROOTCERT: { form: 'a file of trusted certificates (PEM), or system', required: false },
} as const satisfies Readonly<Record<string, Variable>>);

export type VariableName = keyof typeof VARIABLES;

/**
 * Reads the command line and the environment; touches nothing else.
 *
 * @param argv Without the program's own name.
 */
export function parseConfig(argv: readonly string[], env: Environment): ParsedConfig {
  const [command, ...rest] = argv;
  if (command === 'migrate') return parseMigrate(rest, env);
  if (command === 'epoch') return parseEpoch(rest, env);
  if (command === 'sweep') return parseSweep(rest, env);
  if (command === 'takeover') return parseTakeover(rest, env);
  return parseRun(argv, env);
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

/** `migrate` works on the database alone, and `migrate --print` on nothing: it needs the role's name only. */
function parseMigrate(argv: readonly string[], env: Environment): ParsedConfig {
  if (argv.some((arg) => HELP.has(arg))) return { kind: 'help', text: usage() };
  const print = argv.includes('--print');
  const unknown = argv.filter((arg) => arg !== '--print').map((where) => ({ where, what: 'is no flag of migrate' }));
  const { database, problems: all } = parseVariables(env);
  const problems = [...(print ? all.filter(({ where }) => where === 'PSQL_USER') : all), ...unknown];
  if (problems.length > 0) return { kind: 'wrong', message: refusal(problems) };
  return print ? { kind: 'printMigrations', role: database.user } : { kind: 'migrate', database };
}

/** `epoch --raise`: the flag is there so that nobody does it in passing. */
function parseEpoch(argv: readonly string[], env: Environment): ParsedConfig {
  if (argv.some((arg) => HELP.has(arg))) return { kind: 'help', text: usage() };
  const { database, problems } = parseVariables(env);
  const wrong =
    argv.length === 1 && argv[0] === '--raise' ? [] : [{ where: 'epoch', what: 'takes --raise, and nothing else' }];
  if (problems.length + wrong.length > 0) return { kind: 'wrong', message: refusal([...problems, ...wrong]) };
  return { kind: 'raiseEpoch', database };
}

/** `sweep --confirm COUNT`. */
function parseSweep(argv: readonly string[], env: Environment): ParsedConfig {
  if (argv.some((arg) => HELP.has(arg))) return { kind: 'help', text: usage() };
  const { database, problems } = parseVariables(env);
  const options = new CommandOptions('sweep', argv);
  const count = options.take('confirm', COUNT);
  const wrong = [...problems, ...options.problems()];
  if (wrong.length > 0 || count === undefined) return { kind: 'wrong', message: refusal(wrong) };
  return { kind: 'confirmSweep', database, count };
}

/** `takeover --from ID`: into the cluster that the kubeconfig leads to, or that `--cluster-id` names. */
function parseTakeover(argv: readonly string[], env: Environment): ParsedConfig {
  if (argv.some((arg) => HELP.has(arg))) return { kind: 'help', text: usage() };
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

type CommandOption<T> = Pick<Flag<T>, 'parse' | 'form'> & { readonly required: boolean };

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

/** The options of one command, `--name value` or `--name=value`, taken one after the other. What is left is wrong. */
class CommandOptions {
  readonly #command: string;
  readonly #problems: Problem[] = [];
  #left: readonly string[];

  constructor(command: string, argv: readonly string[]) {
    this.#command = command;
    this.#left = argv;
  }

  /** `undefined` where it was not given, or is wrong. */
  take<T>(name: string, { parse, form, required }: CommandOption<T>): T | undefined {
    const where = `--${name}`;
    const at = this.#left.findIndex((arg) => arg === where || arg.startsWith(`${where}=`));
    if (at < 0) {
      if (required) this.#problems.push({ where, what: `is needed by ${this.#command}: ${form}` });
      return undefined;
    }
    const inline = this.#left[at] !== where;
    const text = inline ? this.#left[at]?.slice(where.length + 1) : this.#left[at + 1];
    this.#left = this.#left.toSpliced(at, inline ? 1 : 2);
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) this.#problems.push({ where, what: `must be ${form}` });
    return value;
  }

  problems(): readonly Problem[] {
    const what = `is no flag of ${this.#command}, or was given twice`;
    return [...this.#problems, ...this.#left.map((arg) => ({ where: arg.split('=', 1).join(''), what }))];
  }
}

const HELP: ReadonlySet<string> = new Set(['--help', '-help', '-h']);

/** What `--help` prints. */
export function usage(): string {
  const width = Math.max(...Object.keys(VARIABLES).map((name) => name.length));
  const variables = Object.entries<Variable>(VARIABLES).map(
    ([name, { form, required }]) => `  ${name.padEnd(width)}  ${form}${required ? '' : ' (optional)'}`,
  );
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
${variables.join('\n')}
`;
}

/** Never quotes what a variable holds: a password may have landed in the wrong one. */
function parseVariables(env: Environment): {
  readonly database: DatabaseConfig;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const refuse = (where: VariableName, what: string): void => {
    // The first thing that is wrong with a variable says enough.
    if (!problems.some((problem) => problem.where === where)) problems.push({ where, what });
  };
  const textOf = (name: VariableName): string => {
    const { form, required, mayBeEmpty = false }: Variable = VARIABLES[name];
    const value = env[name];
    if (required && value === undefined) refuse(name, `is not set: ${form}`);
    else if (required && value === '' && !mayBeEmpty) refuse(name, `is empty: ${form}`);
    else if (value !== undefined && (name === 'PSQL_PASSWORD' ? /\0/ : /\p{Cc}/u).test(value)) {
      refuse(name, `has a control character, perhaps a line break at its end: must be ${form}`);
    }
    return value ?? '';
  };
  const host = textOf('PSQL_HOST');
  if (/[\s:/@]/.test(host) && !host.startsWith('/') && !isIPv6(host)) {
    refuse('PSQL_HOST', `must be ${VARIABLES.PSQL_HOST.form}, without scheme, user or port`);
  }
  const portText = textOf('PSQL_PORT');
  const port = wholeNumber(portText, 1, 65_535);
  if (portText !== '' && port === undefined) refuse('PSQL_PORT', `must be ${VARIABLES.PSQL_PORT.form}`);
  const tls = parseTls(textOf('PSQL_SSLMODE'), textOf('PSQL_SSLROOTCERT'), refuse);
  const database = {
    host,
    port: port ?? 0,
    database: textOf('PSQL_DBNAME'),
    user: textOf('PSQL_USER'),
    password: textOf('PSQL_PASSWORD'),
    tls,
  };
  const order = Object.keys(VARIABLES);
  return { database, problems: problems.toSorted((a, b) => order.indexOf(a.where) - order.indexOf(b.where)) };
}

/** As libpq: the verifying modes need a root certificate, and `system` needs the mode that also checks the name. */
function parseTls(mode: string, rootCert: string, refuse: (where: VariableName, what: string) => void): TlsSettings {
  const known = SSL_MODES.find((one) => one === mode);
  if (mode === 'allow' || mode === 'prefer') {
    const instead = 'use require, or better verify-full, or disable where no TLS is wanted';
    refuse('PSQL_SSLMODE', `does not take ${mode}, which goes on without TLS in silence: ${instead}`);
  } else if (mode !== '' && known === undefined) {
    refuse('PSQL_SSLMODE', `must be one of ${VARIABLES.PSQL_SSLMODE.form}`);
  } else if (rootCert === '') {
    if (known === 'verify-ca' || known === 'verify-full') {
      refuse('PSQL_SSLROOTCERT', `is not set, and PSQL_SSLMODE=${known} needs it: ${VARIABLES.PSQL_SSLROOTCERT.form}`);
    }
  } else if (known === undefined || known === 'disable') {
    refuse(
      'PSQL_SSLMODE',
      'must be verify-full or verify-ca when PSQL_SSLROOTCERT is set: without TLS it checks nothing',
    );
  } else if (rootCert === 'system' && known !== 'verify-full') {
    refuse('PSQL_SSLMODE', 'must be verify-full with PSQL_SSLROOTCERT=system: anybody can get a certificate it trusts');
  }
  return { mode: known ?? 'disable', ...(rootCert === '' ? {} : { rootCert }) };
}

function warningsOf({ host, tls, password }: DatabaseConfig, env: Environment): readonly string[] {
  const warnings: string[] = [];
  if (tls.mode === 'disable' && (env['PSQL_SSLMODE'] ?? '') === '' && !isLocal(host)) {
    warnings.push(
      'PSQL_SSLMODE is not set: passwords and rows travel to PostgreSQL unencrypted. Set it to verify-full (or to disable, if the network is trusted)',
    );
  }
  if (/[\r\n]$/.test(password)) {
    warnings.push('PSQL_PASSWORD ends with a line break, which is sent as part of the password: is it meant to?');
  }
  return warnings;
}

function refusal(problems: readonly Problem[]): string {
  const width = Math.max(...problems.map(({ where }) => where.length));
  const lines = problems.map(({ where, what }) => `  ${where.padEnd(width)}  ${what}`);
  const count = problems.length === 1 ? 'A setting is' : `${problems.length} settings are`;
  return `${count} missing or wrong:\n${lines.join('\n')}\nRun with --help for all of them.`;
}

/** Where nobody can listen in between: this machine, or a socket in its file system. */
const isLocal = (host: string): boolean =>
  host.startsWith('/') || host === '::1' || /^localhost$/i.test(host) || /^127(\.\d{1,3}){3}$/.test(host);
