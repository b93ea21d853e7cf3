/** A piece of PEM: given as it is, or in a file that is read again when it changes. */
export type PemSource =
  { readonly kind: 'data'; readonly pem: string } | { readonly kind: 'file'; readonly path: string };

/** How the server is trusted, and how the client shows who it is at the TLS level. */
export interface TlsConfig {
  /** Left out: the CAs that Node trusts. */
  readonly ca?: PemSource;
  readonly clientCertificate?: { readonly certificate: PemSource; readonly key: PemSource };
  /** The name that the server's certificate must have, if it is not the host of `server`. */
  readonly serverName?: string;
  /** Trust any server. Only ever true because somebody wrote `insecure-skip-tls-verify`. */
  readonly insecureSkipVerify: boolean;
}

/** How the client shows who it is at the HTTP level. */
export type AuthConfig =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  /** Read again every minute and after a 401: tokens of service accounts expire. */
  | { readonly kind: 'tokenFile'; readonly path: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'exec'; readonly plugin: ExecConfig };

/** A program that prints credentials. Source: `clientcmdapi.ExecConfig`. */
export interface ExecConfig {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Shown when the command is not there. */
  readonly installHint: string | undefined;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: string | undefined;
  /** What the plugin is told of the cluster, if it asked for that. */
  readonly cluster: Readonly<Record<string, unknown>>;
  /** Where a relative command is looked up: the folder of the kubeconfig. */
  readonly directory: string;
}

/** Source: `rest.ImpersonationConfig`. */
export interface ImpersonateConfig {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** All it takes to talk to one API server. Source: `rest.Config`. */
export interface RestConfig {
  /** Scheme, host, port, and a path before `/api` where there is one. No slash at the end. */
  readonly server: string;
  readonly tls: TlsConfig;
  readonly auth: AuthConfig;
  readonly impersonate?: ImpersonateConfig;
  /** An HTTP proxy: `http://` or `https://`. */
  readonly proxyUrl?: string;
  /** The context's namespace; `default` if it has none. In a cluster: the pod's own. */
  readonly namespace: string;
  /** Where this came from, for messages: `~/.kube/config, context "kind"`. */
  readonly origin: string;
}
