import { setTimeout as delay } from 'node:timers/promises';
import { createClient, loadConfig } from '@kubewright/controller-runtime/client';
import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';
import type { Stage } from './stage.ts';

export interface Latencies {
  /** From before the create call to PostgreSQL's commit of the row, in ms. */
  readonly toRow: readonly number[];
  /** The create call alone, in ms. */
  readonly createCall: readonly number[];
}

const WARM_UP = 10;
const POLL_MS = 1;
const PATIENCE_MS = 15_000;

/** Epoch milliseconds with fractions: the same clock as PostgreSQL's, on the same machine. */
const now = (): number => performance.timeOrigin + performance.now();

/**
 * Creates objects one after the other and times each until its row is committed; deletes them all in the end. The first
 * few do not count.
 */
export async function measureLatency(
  stage: Stage,
  {
    kubeconfigPath,
    count,
    signal,
  }: { readonly kubeconfigPath: string; readonly count: number; readonly signal: AbortSignal },
): Promise<Latencies> {
  const client = createClient(await loadConfig({ kubeconfig: kubeconfigPath }));
  const toRow: number[] = [];
  const createCall: number[] = [];
  try {
    for (let i = -WARM_UP; i < count; i += 1) {
      const name = `student-${i + WARM_UP}`;
      const started = now();
      await client.create(
        PostgresWriter,
        {
          metadata: { namespace: 'default', name },
          spec: { table: 'students', name, age: 20, country: 'canada' },
        },
        { signal },
      );
      const answered = now();
      const committed = await rowCommitted(stage, `default/${name}`, signal);
      if (i < 0) continue;
      createCall.push(answered - started);
      toRow.push(committed - started);
    }
    await client.deleteAllOf(PostgresWriter, { namespace: 'default', signal });
  } finally {
    await client.close();
  }
  return { toRow, createCall };
}

async function rowCommitted(stage: Stage, id: string, signal: AbortSignal): Promise<number> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const at = await stage.committedAt('students', id);
    if (at !== undefined) return at;
    if (performance.now() > deadline) throw new Error(`no row ${id} within ${PATIENCE_MS / 1000} s`);
    await delay(POLL_MS, undefined, { signal });
  }
}

/** The smallest value that `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
