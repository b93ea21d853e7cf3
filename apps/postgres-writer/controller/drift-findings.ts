import { formatObjectKey, objectKeyOf, type Stored } from '@kubewright/apimachinery';
import type { PostgresWriter } from '../api/v1/index.ts';
import type { Drift, Finding } from './drift.ts';

interface Kept extends Finding {
  readonly uid: string;
  readonly generation: number | undefined;
}

/**
 * What a comparison found, on its way to the reconciler: the queue carries names only. Each finding is of one spec (uid
 * and generation), and is gone once it was taken, so that what is kept is what is queued.
 */
export class DriftFindings {
  readonly #byObject = new Map<string, Kept>();

  put(object: Stored<PostgresWriter>, drift: Drift | undefined): void {
    const { uid, generation } = object.metadata;
    this.#byObject.set(keyOf(object), { uid, generation, drift });
  }

  /** `undefined` where nothing was found of this very spec. */
  take(object: Stored<PostgresWriter>): Finding | undefined {
    const key = keyOf(object);
    const kept = this.#byObject.get(key);
    this.#byObject.delete(key);
    const { uid, generation } = object.metadata;
    return kept?.uid === uid && kept.generation === generation ? { drift: kept.drift } : undefined;
  }

  /** Forgets what was not taken: the next comparison knows better. */
  clear(): void {
    this.#byObject.clear();
  }
}

const keyOf = (object: Stored<PostgresWriter>): string => formatObjectKey(objectKeyOf(object));
