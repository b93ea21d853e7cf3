import { ConfigError } from './config-error.ts';

/**
 * A proxy's URL, if it is one of an HTTP proxy.
 *
 * @param at Where it was found.
 * @throws ConfigError which does not quote the URL: it may hold a password.
 */
export function httpProxyUrl(proxyUrl: string, at: string): URL {
  const url = URL.parse(proxyUrl);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  if (url?.protocol.startsWith('socks') !== true) throw new ConfigError(`${at} must be http:// or https://`);
  throw new ConfigError(
    `${at} names a SOCKS proxy, which is not supported, only http:// and https://. Open a tunnel, such as ` +
      '`ssh -N -L 6443:API-SERVER:6443 HOST`, and let `server` be https://127.0.0.1:6443 with `tls-server-name: API-SERVER`; ' +
      'or run an HTTP proxy that goes through it',
  );
}
