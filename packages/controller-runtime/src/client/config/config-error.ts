/** The configuration of the client is missing or wrong. The message says which file, what is wrong there and what to do. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
}

/** There is no configuration at all. The message lists what was looked at. */
export class NoClusterError extends ConfigError {
  override readonly name = 'NoClusterError';
}
