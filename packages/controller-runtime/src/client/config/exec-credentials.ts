import { execFile } from 'node:child_process';
import { isAbsolute, resolve } from 'node:path';
import process from 'node:process';
import type { Clock } from '../../internal/clock/clock.ts';
import { parseTime } from '../../internal/clock/time.ts';
import { toError } from '../../internal/errors.ts';
import { ConfigError } from './config-error.ts';
import type { Credentials, CredentialSource } from './credentials.ts';
import type { ExecConfig } from './rest-config.ts';

/** A plugin that hangs must not hang the operator for good. */
const TIMEOUT_MS = 60_000;

interface ExecCredentialStatus {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
  readonly expirationTimestamp?: string;
}

/**
 * Credentials that a program prints as an `ExecCredential`, kept until they expire or the server refuses them.
 * The program cannot ask anybody anything: an operator has no terminal. Source: `client-go/plugin/pkg/client/auth/exec`.
 */
export class ExecCredentialSource implements CredentialSource {
  readonly #plugin: ExecConfig;
  readonly #clock: Clock;
  #cached: Credentials | undefined;
  #expiresAt: number | undefined;

  /** @throws ConfigError for a plugin that insists on a terminal. */
  constructor(plugin: ExecConfig, clock: Clock) {
    if (plugin.interactiveMode === 'Always') {
      throw new ConfigError(
        `exec plugin ${plugin.command} wants a terminal (interactiveMode: Always), which an operator does not have`,
      );
    }
    this.#plugin = plugin;
    this.#clock = clock;
  }

  async load(): Promise<Credentials> {
    if (this.#cached !== undefined && this.validForMs() > 0) return this.#cached;
    const status = parseExecCredential(await runPlugin(this.#plugin), this.#plugin);
    this.#cached = toCredentials(status, this.#plugin);
    this.#expiresAt = status.expirationTimestamp === undefined ? undefined : parseTime(status.expirationTimestamp);
    return this.#cached;
  }

  validForMs(): number {
    return this.#expiresAt === undefined ? Infinity : Math.max(0, this.#expiresAt - this.#clock.now());
  }

  invalidate(): void {
    this.#cached = undefined;
  }
}

async function runPlugin(plugin: ExecConfig): Promise<string> {
  const { apiVersion, args, env, installHint, provideClusterInfo, cluster } = plugin;
  const info = {
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(provideClusterInfo && { cluster }) },
  };
  // A bare name is looked up in PATH; a path with a slash in it is relative to the kubeconfig.
  const isPath = plugin.command.includes('/');
  const command = isPath && !isAbsolute(plugin.command) ? resolve(plugin.directory, plugin.command) : plugin.command;
  return await new Promise<string>((fulfil, reject) => {
    const child = execFile(
      command,
      args,
      {
        env: { ...process.env, ...env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
        timeout: TIMEOUT_MS,
        maxBuffer: 1 << 20,
      },
      (thrown, stdout) => {
        if (thrown === null) fulfil(stdout);
        else reject(explain(toError(thrown), command, installHint));
      },
    );
    child.stdin?.end();
  });
}

/** Never quotes the output: what a failed plugin printed may be half a token. */
function explain(error: Error, command: string, installHint: string | undefined): ConfigError {
  const code = 'code' in error ? error.code : undefined;
  const hint = installHint === undefined || installHint === '' ? '' : `\n${installHint.trim()}`;
  if (code === 'ENOENT') return new ConfigError(`exec plugin ${command} is not there${hint}`);
  if ('killed' in error && error.killed === true) {
    return new ConfigError(`exec plugin ${command} gave no answer within ${TIMEOUT_MS / 1000} s`);
  }
  return new ConfigError(
    `exec plugin ${command} failed (${typeof code === 'number' ? `exit code ${code}` : String(code)})${hint}`,
  );
}

function parseExecCredential(output: string, plugin: ExecConfig): ExecCredentialStatus {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    // The parser's message would quote the output.
    throw new ConfigError(`exec plugin ${plugin.command} printed no JSON`);
  }
  const { kind, apiVersion, status } = (value ?? {}) as {
    readonly kind?: unknown;
    readonly apiVersion?: unknown;
    readonly status?: ExecCredentialStatus;
  };
  if (kind !== 'ExecCredential' || apiVersion !== plugin.apiVersion) {
    throw new ConfigError(
      `exec plugin ${plugin.command} must print an ExecCredential of ${plugin.apiVersion}, ` +
        `but printed ${JSON.stringify(kind)} of ${JSON.stringify(apiVersion)}`,
    );
  }
  if (status === undefined) throw new ConfigError(`exec plugin ${plugin.command} printed no status`);
  return status;
}

function toCredentials(status: ExecCredentialStatus, plugin: ExecConfig): Credentials {
  const { token, clientCertificateData: certificate, clientKeyData: key } = status;
  if ((certificate === undefined) !== (key === undefined)) {
    throw new ConfigError(`exec plugin ${plugin.command} printed a certificate or a key without the other`);
  }
  if (token === undefined && certificate === undefined) {
    throw new ConfigError(`exec plugin ${plugin.command} printed neither a token nor a client certificate`);
  }
  return { authorization: token === undefined ? undefined : `Bearer ${token}`, certificate, key };
}
