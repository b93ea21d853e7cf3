/** Readers of values given as text. Each answers `undefined` to a text that is not of its form. */

export const nonEmpty = (text: string): string | undefined => (text === '' ? undefined : text);

/** As Go's `strconv.ParseBool`. */
export function truth(text: string): boolean | undefined {
  if (['true', 't', '1'].includes(text.toLowerCase())) return true;
  return ['false', 'f', '0'].includes(text.toLowerCase()) ? false : undefined;
}

export function oneOf<const T extends string>(all: readonly T[], text: string): T | undefined {
  return all.find((one) => one === text.toLowerCase());
}

/** Digits alone: `Number` would also take `0x10`, `1e3` and blanks. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}

/**
 * Milliseconds: numbers with `ms`, `s`, `m` or `h`, such as `90s` or `1h30m`. Source: Go's `time.ParseDuration`, of which
 * smaller units and signs are left out.
 */
export function duration(text: string, leastMs: number, mostMs: number): number | undefined {
  const parts = [...text.matchAll(/(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)/g)];
  if (parts.map(([part]) => part).join('') !== text) return undefined;
  const ms = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_MS.get(unit) ?? NaN), 0);
  return ms >= leastMs && ms <= mostMs ? ms : undefined;
}

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** RFC 1123, as namespaces are named. */
export const label = (text: string): string | undefined =>
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text) ? text : undefined;

/** RFC 1123, as most objects are named. */
export const subdomain = (text: string): string | undefined =>
  text.length <= 253 && text.split('.').every((part) => label(part) !== undefined) ? text : undefined;

/** Labels separated by commas; blanks, empty ones and repetitions are left out. */
export function labelList(text: string): readonly string[] | undefined {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.every((name) => label(name) !== undefined) ? [...new Set(names)] : undefined;
}

/** What names a cluster in the ledger: a uid, or a name that people gave it. */
export const clusterId = (text: string): string | undefined =>
  /^[A-Za-z0-9](?:[-._A-Za-z0-9]{0,251}[A-Za-z0-9])?$/.test(text) ? text : undefined;

/** `HOST:PORT`, `[IPv6]:PORT`, `:PORT`, or `0` for off. */
export function bindAddress(text: string): string | undefined {
  if (text === '0') return text;
  const [, port] = /^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/[\]]*):([0-9]+)$/.exec(text) ?? [];
  return port !== undefined && wholeNumber(port, 0, 65_535) !== undefined ? text : undefined;
}

/** Whether nobody but this machine can reach a host's address, or be reached by it. */
export const isLoopback = (host: string): boolean =>
  host === '::1' || /^localhost$/i.test(host) || /^127(\.\d{1,3}){3}$/.test(host);

/** As {@link bindAddress}, of this machine alone. */
export function loopbackAddress(text: string): string | undefined {
  const address = bindAddress(text);
  return address === undefined || address === '0' || isLoopback(hostOf(address)) ? address : undefined;
}

/** The host of an address, without the brackets of IPv6; empty: all there are. */
export const hostOf = (address: string): string =>
  address.slice(0, address.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
