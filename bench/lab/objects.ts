import type { LiveClient } from '@kubewright/controller-runtime/client';
import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';

/** The table of every trial. */
export const TABLE = 'students';

/** As many at once as keep the API server busy. */
export const LOAD_CONCURRENCY = 32;

type Writer = Pick<LiveClient, 'create'>;

/** The names of `count` objects. */
export const namesOf = (count: number, prefix = 'student'): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(6, '0')}`);

/** Creates one, with a spec that follows from its name. */
export async function createObject(client: Writer, namespace: string, name: string, age = 20): Promise<void> {
  await client.create(PostgresWriter, {
    metadata: { namespace, name },
    spec: { table: TABLE, name: `Name of ${name}`, age, country: 'Canada' },
  });
}

/** Runs `work` for each item, so many at a time, and stops at the first failure. */
export async function each<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<unknown>,
  concurrency = LOAD_CONCURRENCY,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T, index);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  } catch (thrown) {
    next = items.length;
    throw thrown;
  }
}
