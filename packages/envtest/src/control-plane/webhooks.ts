import type { Kubectl } from './kubectl.ts';

export interface InstallWebhooksOptions {
  readonly kubectl: Kubectl;
  /** Where the webhook server listens on this machine, such as `127.0.0.1:9443`. */
  readonly address: string;
  /** Files or folders with configurations, such as `config/webhook/manifests.yaml`. */
  readonly paths?: readonly string[];
  readonly manifests?: readonly object[];
  /** PEM: who signed the server's certificate. @defaultValue what the manifests have, or the server puts there itself */
  readonly caPem?: string;
}

/**
 * Installs webhook configurations, and CRDs with a conversion webhook, so that the API server calls the server on this
 * machine: there are no Services without a cluster. Source: envtest's `WebhookInstallOptions`.
 */
export async function installWebhooks(options: InstallWebhooksOptions): Promise<void> {
  const { kubectl, paths = [], manifests = [] } = options;
  const read = await Promise.all(paths.map((path) => readManifests(kubectl, path)));
  const all = [...read.flat(), ...manifests];
  if (all.length > 0) await kubectl.apply(...all.map((manifest) => localWebhooks(manifest, options)));
}

/** kubectl knows every form that a manifest can have. */
async function readManifests(kubectl: Kubectl, path: string): Promise<readonly object[]> {
  const { stdout, stderr, exitCode } = await kubectl('create', '--dry-run=client', '-o', 'json', '-f', path);
  if (exitCode !== 0) throw new Error(`cannot read ${path}: ${stderr.trim()}`);
  // One object after the other, as kubectl prints them; within an object no line starts with a brace.
  return stdout
    .split(/^(?=\{)/m)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(text) as object);
}

/** The manifest with each `clientConfig` pointing to this machine. */
export function localWebhooks<T extends object>(
  manifest: T,
  where: Pick<InstallWebhooksOptions, 'address' | 'caPem'>,
): T {
  return mapClientConfigs(manifest, (clientConfig) => {
    const { service, ...rest } = clientConfig;
    // A URL is what a test wrote on purpose.
    const url = service === undefined ? {} : { url: `https://${where.address}${service.path ?? '/'}` };
    const trust = where.caPem === undefined ? {} : { caBundle: Buffer.from(where.caPem, 'utf8').toString('base64') };
    return { ...rest, ...url, ...trust };
  });
}

interface ClientConfig {
  readonly service?: { readonly path?: string };
  readonly url?: string;
  readonly caBundle?: string;
}

function mapClientConfigs<T>(value: T, change: (clientConfig: ClientConfig) => ClientConfig): T {
  if (Array.isArray(value)) return value.map((each: unknown) => mapClientConfigs(each, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) =>
    // In a CRD's schema a field may have that name: it has no `service` and no `url` that is a text.
    key === 'clientConfig' && isClientConfig(inner) ? [key, change(inner)] : [key, mapClientConfigs(inner, change)],
  );
  return Object.fromEntries(entries) as T;
}

function isClientConfig(value: unknown): value is ClientConfig {
  if (typeof value !== 'object' || value === null) return false;
  return 'service' in value || ('url' in value && typeof value.url === 'string');
}
