import { beforeAll, expect } from 'vitest';
import { soon } from './eventually.ts';
import { recordHistory, regressions, type Change } from './history.ts';
import { violations } from './invariants.ts';
import type { Stage } from './stage.ts';

/** What every fault test asks in the end. */
export interface Lives {
  /**
   * The whole life of an object, seen through whatever is broken at the time: created, edited, moved to another table
   * and deleted, each step with its row.
   */
  readonly livesThrough: (name: string) => Promise<void>;
  /** The invariants hold, now and in everything that has happened to `students`. */
  readonly allIsWell: () => Promise<void>;
  /** Everything that has happened to `students`. */
  readonly history: () => Promise<readonly Change[]>;
  /** The `age` in the row of an object. Undefined where there is no row. */
  readonly ageOf: (name: string, table?: string) => Promise<number | undefined>;
}

/** For a stage with the tables of the sample. */
export function useLives(stage: Stage): Lives {
  let history: (() => Promise<readonly Change[]>) | undefined;
  beforeAll(async () => {
    history = await recordHistory(stage.tables);
  });
  const lives: Lives = {
    async livesThrough(name) {
      const { writers } = stage;
      await writers.create(name, { age: 1 });
      await soon(() => lives.ageOf(name)).toBe(1);
      await writers.edit(name, { age: 2 });
      await soon(() => lives.ageOf(name)).toBe(2);
      await writers.edit(name, { table: 'alumni', age: 3 });
      await soon(() => lives.ageOf(name, 'alumni')).toBe(3);
      expect(await lives.ageOf(name)).toBeUndefined();
      await soon(() => writers.readiness(name)).toBe('True');
      await writers.delete(name);
      await soon(() => writers.get(name)).toBeUndefined();
      expect(await lives.ageOf(name, 'alumni')).toBeUndefined();
    },
    async allIsWell() {
      const tableNames = ['students', 'alumni'];
      await soon(() => violations({ writers: stage.writers, tables: stage.tables, tableNames })).toEqual([]);
      expect(regressions(await lives.history())).toEqual([]);
    },
    async history() {
      if (history === undefined) throw new Error('history is recorded from the first hook on');
      return history();
    },
    ageOf: async (name, table) => (await stage.tables.row(stage.writers.row(name).id, table))?.age,
  };
  return lives;
}
