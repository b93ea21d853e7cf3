import { ApiError, apiVersionOf, isNotFound, isUnauthorized } from '@kubewright/apimachinery';
import { SelfSubjectAccessReview, type ResourceAttributes } from '@kubewright/apimachinery/authorization/v1';
import { Namespace } from '@kubewright/apimachinery/core/v1';
import { NoKindMatchError, type LiveClient } from '@kubewright/controller-runtime/client';
import { PostgresWriter } from './api/v1/index.ts';

/** The operator cannot start. The message says what is missing and what mends it. */
export class PreflightError extends Error {
  override readonly name = 'PreflightError';
}

export interface PreflightOptions {
  readonly client: LiveClient;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** With leader election: where the lease is. */
  readonly leaseNamespace?: string | undefined;
  /** What names the cluster. @defaultValue the uid of `kube-system`, which the account then has to be allowed to read */
  readonly clusterId?: string | undefined;
  /** Whether the API server is to be asked who may read metrics. @defaultValue false */
  readonly asksForReaders?: boolean;
  readonly signal: AbortSignal;
}

/** Every cluster has it, and nobody can delete it, so its uid names the cluster. */
const EVERY_CLUSTERS_NAMESPACE = 'kube-system';

/**
 * Looks at the cluster before anything starts, so that what is missing is said once, clearly, by name.
 *
 * @returns the cluster's id.
 * @throws PreflightError
 */
export async function preflight(options: PreflightOptions): Promise<string> {
  return await explained(options.signal, async () => {
    await requireCrd(options);
    await requireAccess(options);
    return options.clusterId ?? (await uidOf(options));
  });
}

/**
 * What names a cluster in the ledger unless somebody says otherwise.
 *
 * @throws PreflightError
 */
export async function readClusterId(options: Pick<PreflightOptions, 'client' | 'signal'>): Promise<string> {
  return await explained(options.signal, () => uidOf(options));
}

async function uidOf({ client, signal }: Pick<PreflightOptions, 'client' | 'signal'>): Promise<string> {
  const { metadata } = await client.get(Namespace, { name: EVERY_CLUSTERS_NAMESPACE }, { signal });
  return metadata.uid;
}

async function explained<T>(signal: AbortSignal, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown instanceof PreflightError ? thrown : new PreflightError(wordsFor(thrown), { cause: thrown });
  }
}

async function requireCrd({ client, signal }: PreflightOptions): Promise<void> {
  try {
    await client.discovery.requireKind(PostgresWriter, { signal });
  } catch (thrown) {
    if (!(thrown instanceof NoKindMatchError) && !isNotFound(thrown)) throw thrown;
    const crd = `${PostgresWriter.plural}.${PostgresWriter.group}`;
    const version = apiVersionOf(PostgresWriter);
    throw new PreflightError(
      `the cluster does not know ${version} ${PostgresWriter.kind}: install the CRD ${crd} with \`make install\``,
    );
  }
}

const { group, plural: resource } = PostgresWriter;

/** What the operator does in each namespace it works in. config/rbac/role.yaml, made from the markers, allows it. */
const IN_EACH_NAMESPACE: readonly ResourceAttributes[] = [
  ...['list', 'watch', 'get', 'patch'].map((verb) => ({ group, resource, verb })),
  { group, resource, subresource: 'status', verb: 'update' },
  { group: 'events.k8s.io', resource: 'events', verb: 'create' },
];

const ON_THE_LEASE: readonly ResourceAttributes[] = ['get', 'create', 'update'].map((verb) => ({
  group: 'coordination.k8s.io',
  resource: 'leases',
  verb,
}));

/** config/rbac/metrics_auth_role.yaml allows it. */
const TO_KNOW_READERS: readonly ResourceAttributes[] = [
  { group: 'authentication.k8s.io', resource: 'tokenreviews', verb: 'create' },
  { group: 'authorization.k8s.io', resource: 'subjectaccessreviews', verb: 'create' },
];

async function requireAccess({
  client,
  namespaces,
  leaseNamespace,
  clusterId,
  asksForReaders = false,
  signal,
}: PreflightOptions): Promise<void> {
  const scopes = namespaces.length === 0 ? [{}] : namespaces.map((namespace) => ({ namespace }));
  const needed: ResourceAttributes[] = [
    ...scopes.flatMap((scope) => IN_EACH_NAMESPACE.map((attributes) => ({ ...attributes, ...scope }))),
    ...(clusterId === undefined
      ? [{ group: '', resource: Namespace.plural, verb: 'get', name: EVERY_CLUSTERS_NAMESPACE }]
      : []),
    ...(leaseNamespace === undefined
      ? []
      : ON_THE_LEASE.map((attributes) => ({ ...attributes, namespace: leaseNamespace }))),
    ...(asksForReaders ? TO_KNOW_READERS : []),
  ];
  const allowed = await Promise.all(needed.map((attributes) => isAllowed(client, attributes, signal)));
  const missing = needed.filter((_, i) => allowed[i] === false);
  if (missing.length === 0) return;
  throw new PreflightError(
    `the operator's account may not:\n${missing.map((each) => `  ${describe(each)}\n`).join('')}` +
      'Grant it with config/rbac (`make deploy` does), or run as somebody who may',
  );
}

/** `true` also where the server answers no such questions: then the work itself will tell. */
async function isAllowed(
  client: LiveClient,
  resourceAttributes: ResourceAttributes,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const review = await client.create(
      SelfSubjectAccessReview,
      { metadata: {}, spec: { resourceAttributes } },
      { signal },
    );
    return review.status?.allowed ?? true;
  } catch (thrown) {
    if (thrown instanceof ApiError && !isUnauthorized(thrown)) return true;
    throw thrown;
  }
}

function describe({
  verb,
  resource: name,
  subresource,
  group: ofGroup,
  namespace,
  name: object,
}: ResourceAttributes): string {
  const what = `${name}${subresource === undefined ? '' : `/${subresource}`}${ofGroup === '' ? '' : `.${ofGroup}`}`;
  const which = object === undefined ? '' : ` ${object}`;
  const where =
    object !== undefined ? '' : namespace === undefined ? ' in all namespaces' : ` in namespace ${namespace}`;
  return `${verb} ${what}${which}${where}`;
}

function wordsFor(thrown: unknown): string {
  if (isUnauthorized(thrown))
    return `the API server does not accept the credentials of the kubeconfig: log in again, or name another one with --kubeconfig`;
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return `the cluster cannot be used: ${what}. Is it running, and is the kubeconfig (--kubeconfig, KUBECONFIG) the right one? \`make control-plane\` starts one to try things`;
}
