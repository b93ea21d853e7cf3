import { ApiException, CustomObjectsApi, KubeConfig, type RequestContext } from '@kubernetes/client-node';
import {
  GROUP,
  PLURAL,
  type PostgresWriter,
  type PostgresWriterList,
  type Status,
  VERSION,
} from './postgres-writer.ts';

/**
 * client-node makes an undici agent for each request, and with it a TLS connection. All requests of this one go through
 * the first of them, which keeps its connections.
 */
export class PooledKubeConfig extends KubeConfig {
  #dispatcher: ReturnType<RequestContext['getDispatcher']>;

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await super.applySecurityAuthentication(context);
    this.#dispatcher ??= context.getDispatcher();
    if (this.#dispatcher !== undefined) context.setDispatcher(this.#dispatcher);
  }
}

/** The PostgresWriters of one namespace at the API server. */
export class PostgresWriterApi {
  readonly path: string;
  readonly #api: CustomObjectsApi;
  readonly #kind: {
    readonly group: string;
    readonly version: string;
    readonly plural: string;
    readonly namespace: string;
  };

  constructor(config: KubeConfig, namespace: string) {
    this.#api = config.makeApiClient(CustomObjectsApi);
    this.#kind = { group: GROUP, version: VERSION, plural: PLURAL, namespace };
    this.path = `/apis/${GROUP}/${VERSION}/namespaces/${namespace}/${PLURAL}`;
  }

  async list(): Promise<PostgresWriterList> {
    return (await this.#api.listNamespacedCustomObject(this.#kind)) as PostgresWriterList;
  }

  /** By a JSON patch that tests the version read: the cheapest write that an API server has for it. */
  async setFinalizers({ metadata }: PostgresWriter, finalizers: readonly string[]): Promise<PostgresWriter> {
    return (await this.#api.patchNamespacedCustomObject({
      ...this.#kind,
      name: metadata?.name ?? '',
      body: [
        { op: 'test', path: '/metadata/resourceVersion', value: metadata?.resourceVersion },
        { op: 'add', path: '/metadata/finalizers', value: finalizers },
      ],
    })) as PostgresWriter;
  }

  /** By a PUT, which costs the API server less than a patch. */
  async replaceStatus(object: PostgresWriter, status: Status): Promise<void> {
    const name = object.metadata?.name ?? '';
    await this.#api.replaceNamespacedCustomObjectStatus({ ...this.#kind, name, body: { ...object, status } });
  }
}

/** For what may have gone meanwhile. @returns undefined where it has. */
export async function ignoreNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof ApiException && thrown.code === 404) return undefined;
    throw thrown;
  }
}
