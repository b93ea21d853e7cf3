export interface BindAddress {
  /** `undefined`: all interfaces. */
  readonly host: string | undefined;
  /** 0: any free one. */
  readonly port: number;
}

/**
 * Reads `:8080`, `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`, as Go's `net.Listen` does. `'0'` and the empty text
 * mean off: `undefined`. Throws a `RangeError` that shows the accepted forms.
 */
export function parseBindAddress(text: string): BindAddress | undefined {
  if (text === '0' || text === '') return undefined;
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.%a-z]+)\]|(?<host>[\w.-]*)):(?<port>\d{1,5})$/.exec(text);
  const port = Number(match?.groups?.['port'] ?? NaN);
  if (!(port <= 65_535)) {
    throw new RangeError(
      `"${text}" is no address to listen on: want ":8080", "127.0.0.1:8080", "[::1]:8080", or "0" for off`,
    );
  }
  const host = match?.groups?.['v6'] ?? match?.groups?.['host'] ?? '';
  return { host: host === '' ? undefined : host, port };
}
