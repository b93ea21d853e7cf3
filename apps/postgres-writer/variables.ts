import { isIPv6 } from 'node:net';
import type { Problem } from './parse-flags.ts';
import type { SslMode, TlsSettings } from './postgres/pg-tls.ts';
import { isLoopback, wholeNumber } from './values.ts';

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

/** What `--help` prints of the variables. */
export function variableUsage(): string {
  const width = Math.max(...Object.keys(VARIABLES).map((name) => name.length));
  const lines = Object.entries<Variable>(VARIABLES).map(
    ([name, { form, required }]) => `  ${name.padEnd(width)}  ${form}${required ? '' : ' (optional)'}`,
  );
  return lines.join('\n');
}

/** Reads all of them. Never quotes what a variable holds: a password may have landed in the wrong one. */
export function parseVariables(env: Environment): {
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

export function warningsOf({ host, tls, password }: DatabaseConfig, env: Environment): readonly string[] {
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

/** Where nobody can listen in between: this machine, or a socket in its file system. */
const isLocal = (host: string): boolean => host.startsWith('/') || isLoopback(host);
