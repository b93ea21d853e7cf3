import type { ApplyRequest, RemoveRequest } from '../../../controller/row-store.ts';
import { RowStoreError } from '../../../controller/row-store.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import type { SqlPool, Statement } from '../../../postgres/sql.ts';
import { applyOf, never, owner, removeOf, student } from './store.ts';

/** One version of an object: its spec, or its deletion. */
export type Version = { readonly age: number } & (
  { readonly apply: ApplyRequest } | { readonly remove: RemoveRequest }
);

/** The absence of a row. */
const GONE = -1;

/** A reproducible stream of numbers from 0 up to 1. Source: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The life of an object, oldest version first: edits among few contents, so that A → B → A happens all the time,
 * deletions, and re-creations under another uid.
 */
export function lifeOf(name: string, length: number, firstVersion: number, random: () => number): readonly Version[] {
  const versions: Version[] = [];
  let [generation, births, alive] = [0, 0, true];
  for (let i = 0; i < length; i++) {
    const resourceVersion = String(firstVersion + i);
    const of = () => owner(name, { uid: `${name}-${firstVersion}-${births}`, generation, resourceVersion });
    if (alive && i > 0 && random() < 0.3) {
      generation++;
      versions.push({ age: GONE, remove: removeOf(name, { owner: of() }) });
      alive = false;
      continue;
    }
    if (!alive) births++;
    generation = alive ? generation + 1 : 1;
    alive = true;
    const age = Math.floor(random() * 2);
    versions.push({ age, apply: applyOf(name, { owner: of(), rows: [student(name, { age })] }) });
  }
  return versions;
}

const act = (store: PostgresRowStore, version: Version): Promise<unknown> =>
  'apply' in version ? store.apply(version.apply, never) : store.remove(version.remove, never);

export interface TrialOptions {
  /** Writers of one cluster: one leads, the others are late. */
  readonly stores: readonly PostgresRowStore[];
  readonly objects: number;
  readonly random: () => number;
  /** What is stored now, by name. */
  readonly read: () => Promise<ReadonlyMap<string, number>>;
}

/**
 * One round: every object lives through several versions. A random writer carries out the newest; others, which were
 * paused, carry out older ones before it, at the same time and after it, some twice. Returns the objects whose row is
 * not what the newest version says, once all is quiet.
 */
export async function fenceRound(
  round: number,
  { stores, objects, random, read }: TrialOptions,
): Promise<readonly string[]> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const lives = Array.from({ length: objects }, (_, i) =>
    lifeOf(`o${i}`, 2 + Math.floor(random() * 4), 1_000 * (round + 1), random),
  );
  const late = (life: readonly Version[]) => act(pick(stores), pick(life)).catch(onlyOutages);
  await Promise.all(lives.flatMap((life) => (random() < 0.7 ? [late(life)] : [])));
  await Promise.all(lives.flatMap((life) => [late(life), settle(pick(stores), life.at(-1)!), late(life), late(life)]));
  await Promise.all(lives.flatMap((life) => (random() < 0.7 ? [late(life), late(life)] : [])));
  const stored = await read();
  return lives.flatMap((life, i) =>
    (stored.get(`o${i}`) ?? GONE) === life.at(-1)!.age ? [] : [`o${i} in round ${round}`],
  );
}

/** The leader tries again until it is told that it was done. */
async function settle(store: PostgresRowStore, version: Version): Promise<void> {
  for (;;) {
    try {
      await act(store, version);
      return;
    } catch (thrown) {
      onlyOutages(thrown);
    }
  }
}

function onlyOutages(thrown: unknown): void {
  if (!(thrown instanceof RowStoreError) || !['unavailable', 'retry'].includes(thrown.failure)) throw thrown;
}

/** A defect of the store, made by changing what it sends. Counts how often it could be made. */
export function mutant(
  pool: SqlPool,
  find: string | RegExp,
  replacement: string,
): SqlPool & { readonly struck: () => number } {
  let struck = 0;
  const change = (statement: Statement): Statement => {
    const text = statement.text.replace(find, () => {
      struck++;
      return replacement;
    });
    return { ...statement, text };
  };
  return {
    struck: () => struck,
    run: (statements, options) => pool.run(statements.map(change), options),
    transaction: (work, options) =>
      pool.transaction((open) => work({ run: (...statements) => open.run(...statements.map(change)) }), options),
    close: () => pool.close(),
  };
}
