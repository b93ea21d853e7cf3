export { ConfigError, NoClusterError } from './config-error.ts';
export { IdentityProvider, type Identity, type TlsMaterial } from './identity.ts';
export { inClusterConfig } from './in-cluster.ts';
export { loadConfig, type LoadConfigOptions } from './load-config.ts';
export { httpProxyUrl } from './proxy-url.ts';
export type { AuthConfig, ExecConfig, ImpersonateConfig, PemSource, RestConfig, TlsConfig } from './rest-config.ts';
