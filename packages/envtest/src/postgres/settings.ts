import type { PostgresOptions } from './options.ts';

/** What postgresql.conf says beyond PostgreSQL's own defaults. */
export function toSettings(
  { durable = false, settings = {} }: PostgresOptions,
  tls: { readonly certPath: string; readonly keyPath: string } | undefined,
): Readonly<Record<string, string>> {
  return {
    listen_addresses: '127.0.0.1',
    // A socket's path must be shorter than 108 bytes, which a temporary folder's need not be.
    unix_socket_directories: '',
    // Test files that run side by side, each with a pool of its own.
    max_connections: '200',
    log_min_messages: 'warning',
    // What was committed must outlive a crash of the server, which tests provoke, but not one of the machine: so a
    // commit is still written (synchronous_commit), only not waited for until it is on the disk.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...(tls === undefined ? {} : { ssl: 'on', ssl_cert_file: tls.certPath, ssl_key_file: tls.keyPath }),
    ...settings,
  };
}

/** As lines of a configuration file, or rather as `-c name=value` for the command line. */
export const toArguments = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
