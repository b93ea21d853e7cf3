/**
 * The proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` (or their lower-case forms) mean for a server. Local hosts never go through
 * a proxy. Source: Go's `http.ProxyFromEnvironment`.
 */
export function proxyFromEnvironment(
  server: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const url = new URL(server);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isLoopback(host) || excluded(host, url, first(env, 'NO_PROXY', 'no_proxy') ?? '')) return undefined;
  const proxy =
    url.protocol === 'https:' ? first(env, 'HTTPS_PROXY', 'https_proxy') : first(env, 'HTTP_PROXY', 'http_proxy');
  if (proxy === undefined) return undefined;
  return /^[a-z][a-z0-9]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

const first = (env: Readonly<Record<string, string | undefined>>, ...names: readonly string[]): string | undefined =>
  names.map((name) => env[name]).find((value) => value !== undefined && value !== '');

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

function excluded(host: string, url: URL, noProxy: string): boolean {
  return noProxy.split(',').some((entry) => {
    const pattern = entry.trim().toLowerCase();
    if (pattern === '') return false;
    if (pattern === '*') return true;
    if (pattern.includes('/')) return inNetwork(host, pattern);
    const [, name = pattern, port] = /^([^:]+):(\d+)$/.exec(pattern) ?? [];
    if (port !== undefined && port !== (url.port === '' ? defaultPort(url) : url.port)) return false;
    if (name.startsWith('*.') || name.startsWith('.')) return host.endsWith(name.replace(/^\*/, ''));
    return host === name || host.endsWith(`.${name}`);
  });
}

const defaultPort = (url: URL): string => (url.protocol === 'https:' ? '443' : '80');

/** IPv4 networks such as 10.0.0.0/8, which clusters put into NO_PROXY. */
function inNetwork(host: string, cidr: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  const a = ipv4(host);
  const b = ipv4(network);
  const length = Number(bits);
  if (a === undefined || b === undefined || !Number.isInteger(length) || length < 0 || length > 32) return false;
  const size = 2 ** (32 - length);
  return Math.floor(a / size) === Math.floor(b / size);
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}
