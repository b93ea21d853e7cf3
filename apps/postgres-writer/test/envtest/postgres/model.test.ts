import { testEnvironment } from '@kubewright/envtest/vitest';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RowStoreError, type ApplyOutcome, type RemoveOutcome } from '../../../controller/row-store.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
const TABLES = ['students', 'pupils'] as const;
const NAMES = ['ann', 'bob', 'cid'] as const;
/** 150 in the gate; more by `ROW_MODEL_RUNS` in the long suite. */
const RUNS = Number(process.env['ROW_MODEL_RUNS'] ?? 150);
type Table = (typeof TABLES)[number];

/** What may happen, in any order. */
type Step =
  | {
      readonly kind: 'edit';
      readonly name: string;
      readonly table: Table;
      readonly age: number;
      readonly lost: boolean;
    }
  | { readonly kind: 'delete'; readonly name: string; readonly lost: boolean }
  | { readonly kind: 'editByHand' | 'deleteByHand'; readonly name: string }
  | { readonly kind: 'insertForeign'; readonly name: string; readonly table: Table }
  | { readonly kind: 'restart'; readonly alwaysGuess: boolean };

const name = fc.constantFrom(...NAMES);
const table = fc.constantFrom(...TABLES);
const lost = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), name, table, age: fc.nat({ max: 3 }), lost }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), name, lost }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('editByHand' as const, 'deleteByHand' as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('insertForeign' as const), name, table }) },
  // Guesses without reason must do as little harm as those that experience makes.
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), alwaysGuess: fc.boolean() }) },
);

/** An object as the API server has it. */
interface Wanted {
  readonly table: Table;
  readonly age: number;
  readonly generation: number;
  readonly uid: string;
}

const FOREIGN_AGE = 777;
let store: PostgresRowStore;
beforeAll(() => {
  store = storeOn(env.database, { applicationName: 'model' });
});
afterAll(() => store.close());

/** The objects, and the rows that somebody else put into the tables. */
class World {
  readonly objects = new Map<string, Wanted | undefined>();
  readonly foreign = new Set<string>();
  #births = 0;

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'edit': {
        const before = this.objects.get(step.name);
        const uid = before?.uid ?? `uid-${++this.#births}`;
        this.objects.set(step.name, {
          table: step.table,
          age: step.age,
          uid,
          generation: (before?.generation ?? 0) + 1,
        });
        await this.#attempt(step.name, step.lost);
        return;
      }
      case 'delete':
        if (this.objects.has(step.name)) this.objects.set(step.name, undefined);
        {
          await this.#attempt(step.name, step.lost);
          return;
        }
      case 'editByHand':
        for (const each of TABLES)
          await this.#byHand(`update ${each} set age = 555 where id = $1 and age <> $2`, step.name);
        return;
      case 'deleteByHand':
        for (const each of TABLES) await this.#byHand(`delete from ${each} where id = $1 and age <> $2`, step.name);
        return;
      case 'insertForeign': {
        const inserted = await env.sql(
          `insert into ${step.table} values ($1, 'foreign', ${FOREIGN_AGE}, 'x')
           on conflict do nothing returning 1`,
          [`default/${step.name}`],
        );
        // A row that we hold by the ledger and that is missing is ours to write, so there nobody is foreign.
        const ours = await env.sql(
          `select 1 from postgres_writer.ledger where name = $1 and table_name = $2 and state <> 'tombstone'`,
          [step.name, step.table],
        );
        if (inserted.length > 0 && ours.length === 0) this.foreign.add(`${step.table} ${step.name}`);
        return;
      }
      case 'restart':
        await store.close();
        store = storeOn(env.database, { applicationName: 'model', alwaysGuess: step.alwaysGuess });
        return;
    }
  }

  /** What the reconciler does for one object, until it is told that it is done. */
  async settle(each: string): Promise<ApplyOutcome | RemoveOutcome | undefined> {
    if (!this.objects.has(each)) return undefined;
    for (;;) {
      try {
        return await this.#reconcile(each);
      } catch (thrown) {
        if (!(thrown instanceof RowStoreError) || !['unavailable', 'retry'].includes(thrown.failure)) throw thrown;
      }
    }
  }

  #reconcile(each: string): Promise<ApplyOutcome | RemoveOutcome> {
    const wanted = this.objects.get(each);
    if (wanted === undefined) return store.remove(removeOf(each), never);
    const { uid, generation, age } = wanted;
    return store.apply(
      applyOf(each, { table: wanted.table, owner: owner(each, { uid, generation }), rows: [student(each, { age })] }),
      never,
    );
  }

  /** One attempt, whose reply may be lost: the session ends at any moment of it. */
  async #attempt(each: string, isLost: boolean): Promise<void> {
    if (!this.objects.has(each)) return;
    const attempt = this.#reconcile(each).catch((thrown: unknown) => {
      if (!(thrown instanceof RowStoreError)) throw thrown;
    });
    if (isLost)
      await env.sql(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'model'`);
    await attempt;
  }

  async #byHand(text: string, each: string): Promise<void> {
    await env.sql(text, [`default/${each}`, FOREIGN_AGE]);
  }
}

it(
  'ends, after whatever happened, with the rows that the objects want and foreign ones untouched',
  async () => {
    await store.ready();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        await env.sql('drop table if exists students, pupils');
        for (const each of TABLES) await env.sql(STUDENTS.replace('students', each));
        await env.sql('delete from postgres_writer.ledger');
        const world = new World();
        for (const each of steps) await world.take(each);

        const expected: string[] = [...world.foreign].map((place) => `${place} ${FOREIGN_AGE}`);
        const tolerated = new Set<string>();
        for (const each of NAMES) {
          const outcome = await world.settle(each);
          const wanted = world.objects.get(each);
          if (outcome?.kind === 'conflict') {
            expect(world.foreign).toContain(`${wanted?.table ?? ''} ${each}`);
            // A move onto a foreign row does not happen; the row stays where it was.
            for (const other of TABLES) if (!world.foreign.has(`${other} ${each}`)) tolerated.add(`${other} ${each}`);
          } else if (wanted !== undefined) {
            expected.push(`${wanted.table} ${each} ${wanted.age}`);
          }
        }
        const rows = await env.sql<{ place: string; age: number }>(
          TABLES.map((t) => `select '${t} ' || replace(id, 'default/', '') as place, age from ${t}`).join(
            ' union all ',
          ),
        );
        const found = rows.filter(({ place }) => !tolerated.has(place)).map(({ place, age }) => `${place} ${age}`);
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: RUNS },
    );
  },
  120_000 + RUNS * 200,
);
