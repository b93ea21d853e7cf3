/** The parts of a kubeconfig that we read, in the words of the file. Source: `clientcmd/api/v1`. */
export interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly clusters?: readonly NamedEntry<'cluster', KubeconfigCluster>[] | null;
  readonly users?: readonly NamedEntry<'user', KubeconfigUser>[] | null;
  readonly contexts?: readonly NamedEntry<'context', KubeconfigContext>[] | null;
}

export type NamedEntry<K extends string, V> = { readonly name: string } & Readonly<Partial<Record<K, V | null>>>;

export interface KubeconfigCluster {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
  readonly extensions?: readonly { readonly name: string; readonly extension: unknown }[];
}

export interface KubeconfigContext {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

export interface KubeconfigUser {
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly 'as-uid'?: string;
  readonly 'as-groups'?: readonly string[];
  readonly 'as-user-extra'?: Readonly<Record<string, readonly string[]>>;
  readonly exec?: KubeconfigExec;
  readonly 'auth-provider'?: { readonly name?: string };
}

export interface KubeconfigExec {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: string;
}

/** An entry and the file it stands in: relative paths are relative to that file's folder. */
export interface Located<V> {
  readonly value: V;
  readonly file: string;
}

/** One kubeconfig, or several that were merged. */
export interface MergedKubeconfig {
  readonly files: readonly string[];
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, Located<KubeconfigCluster>>;
  readonly users: ReadonlyMap<string, Located<KubeconfigUser>>;
  readonly contexts: ReadonlyMap<string, Located<KubeconfigContext>>;
}
