import { isNotFound, type Stored } from '@kubewright/apimachinery';
import { Lease, type LeaseSpec } from '@kubewright/apimachinery/coordination/v1';
import type { Client } from '../client/index.ts';

/** The calls that a lock makes. */
export type LeaseClient = Pick<Client, 'get' | 'create' | 'update'>;

export interface LeaseLockInit {
  readonly client: LeaseClient;
  readonly namespace: string;
  readonly name: string;
  /** Put on the lease when it is written. @defaultValue none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a lock needs of a lease's spec, nothing left out. */
export interface LeaseRecord {
  /** Empty: nobody holds it. */
  readonly holderIdentity: string;
  readonly leaseDurationSeconds: number;
  readonly acquireTime: string;
  readonly renewTime: string;
  readonly leaseTransitions: number;
}

/**
 * Reads and writes one Lease. A write names the resourceVersion that was last seen here: whoever comes second gets a
 * `Conflict`. Source: `resourcelock.LeaseLock`.
 */
export class LeaseLock {
  /** `namespace/name`. */
  readonly name: string;
  readonly #init: LeaseLockInit;
  #seen: Stored<Lease> | undefined;

  constructor(init: LeaseLockInit) {
    this.name = `${init.namespace}/${init.name}`;
    this.#init = init;
  }

  /** `undefined` when there is no lease. */
  async get(signal: AbortSignal): Promise<LeaseRecord | undefined> {
    const { client, namespace, name } = this.#init;
    try {
      this.#seen = await client.get(Lease, { namespace, name }, { signal });
      return toRecord(this.#seen.spec);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.#seen = undefined;
      return undefined;
    }
  }

  async create(record: LeaseRecord, signal: AbortSignal): Promise<void> {
    const { client, namespace, name, labels = {} } = this.#init;
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace, name, labels } };
    this.#seen = await client.create(Lease, { ...lease, spec: record }, { signal });
  }

  /** Writes over what was last seen, and keeps what others put there (fields and labels). */
  async update(record: LeaseRecord, signal: AbortSignal): Promise<void> {
    const seen = this.#seen;
    if (seen === undefined) throw new Error('the lease was not read yet');
    const { client, labels = {} } = this.#init;
    const metadata = { ...seen.metadata, labels: { ...seen.metadata.labels, ...labels } };
    this.#seen = await client.update(Lease, { ...seen, metadata, spec: { ...seen.spec, ...record } }, { signal });
  }
}

function toRecord(spec: LeaseSpec = {}): LeaseRecord {
  return {
    holderIdentity: spec.holderIdentity ?? '',
    leaseDurationSeconds: spec.leaseDurationSeconds ?? 0,
    acquireTime: spec.acquireTime ?? '',
    renewTime: spec.renewTime ?? '',
    leaseTransitions: spec.leaseTransitions ?? 0,
  };
}
