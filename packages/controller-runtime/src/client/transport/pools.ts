import { isIP } from 'node:net';
import { Pool, ProxyAgent, type Dispatcher } from 'undici';
import { httpProxyUrl, type RestConfig, type TlsMaterial } from '../config/index.ts';

/** Enough to let the API server batch its writes to etcd; one HTTP/2 connection gave a third of the rate. */
const CONNECTIONS = 64;
const CONNECT_TIMEOUT_MS = 10_000;
/** Below the 90 s after which kube-apiserver closes an idle connection, so that we never write into a closing one. */
const KEEP_ALIVE_MS = 60_000;
/** The probes that find a peer which vanished without a word. */
const TCP_KEEP_ALIVE_MS = 30_000;
/** kube-apiserver ends a request after 60 s; admission webhooks may take half of that. */
const HEADERS_TIMEOUT_MS = 75_000;
/** Between two pieces of an answer that has begun. */
const BODY_TIMEOUT_MS = 60_000;

type Target = Pick<RestConfig, 'server' | 'proxyUrl'>;

/** The connections that calls share. */
export function createCallPool(target: Target, tls: TlsMaterial): Dispatcher {
  return createDispatcher(target, tls, {
    connections: CONNECTIONS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: BODY_TIMEOUT_MS,
  });
}

/**
 * The one connection of one watch. Watches share no pool: they must not take connections from calls, and after an
 * aborted request undici's pools connect anew, for nothing. Destroy it when the watch has ended.
 */
export function createWatchConnection(target: Target, tls: TlsMaterial): Dispatcher {
  // A watch is quiet between changes; whoever watches has a watchdog.
  return createDispatcher(target, tls, { connections: 1, headersTimeout: HEADERS_TIMEOUT_MS, bodyTimeout: 0 });
}

function createDispatcher(
  { server, proxyUrl }: Target,
  tls: TlsMaterial,
  limits: Pick<Pool.Options, 'connections' | 'headersTimeout' | 'bodyTimeout'>,
): Dispatcher {
  const connect = {
    ...tlsOptions(tls),
    timeout: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
  };
  const options = {
    ...limits,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  };
  if (proxyUrl === undefined) return new Pool(new URL(server).origin, { ...options, connect });
  return proxyAgent(proxyUrl, options, tls);
}

function proxyAgent(proxyUrl: string, options: Pool.Options, tls: TlsMaterial): Dispatcher {
  const { origin, username, password } = httpProxyUrl(proxyUrl, 'the proxy, of HTTPS_PROXY or proxyUrl,');
  const userInfo = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return new ProxyAgent({
    ...(options as ProxyAgent.Options),
    uri: origin,
    requestTls: tlsOptions(tls),
    ...(username !== '' && { token: `Basic ${Buffer.from(userInfo).toString('base64')}` }),
  });
}

function tlsOptions({ ca, cert, key, serverName, rejectUnauthorized }: TlsMaterial): {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
} {
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && key !== undefined && { cert, key }),
    ...(serverName !== undefined && isIP(serverName) === 0 && { servername: serverName }),
    rejectUnauthorized,
  };
}
