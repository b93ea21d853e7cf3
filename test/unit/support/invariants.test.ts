import { expect, test } from 'vitest';
import type { Sql } from '../../support/database.ts';
import { violations, type Scene } from '../../support/invariants.ts';
import { aSpec, type PostgresWriter, type Row, type Spec } from '../../support/postgres-writers.ts';

// The checker of all end-to-end tests must see what is wrong: each invariant is broken here once.
const row = (name: string, spec: Partial<Spec> = {}): Row => {
  const { table: _, ...columns } = aSpec(spec);
  return { id: `ns/${name}`, ...columns };
};

const anObject = (name: string, reason = 'True', observedGeneration = 2): PostgresWriter => ({
  apiVersion: 'demo.yash.com/v1',
  kind: 'PostgresWriter',
  metadata: { name, namespace: 'ns', uid: `uid-${name}`, generation: 2, resourceVersion: '7' },
  spec: aSpec(),
  status: {
    conditions: [
      {
        type: 'Ready',
        status: reason === 'True' ? 'True' : 'False',
        reason,
        message: '',
        observedGeneration,
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
  },
});

interface World {
  readonly objects?: readonly PostgresWriter[];
  readonly students?: readonly Row[];
  readonly alumni?: readonly Row[];
  readonly foreign?: readonly Row[];
  readonly ledger?: readonly { readonly name: string; readonly uid: string; readonly state: string }[];
}

const sceneOf = ({ objects = [], students = [], alumni = [], foreign = [], ledger = [] }: World): Scene => ({
  writers: { namespace: 'ns', list: () => Promise.resolve(objects), row },
  tables: {
    sql: (() => Promise.resolve(ledger)) as unknown as Sql,
    rows: (name) => Promise.resolve(name === 'students' ? students : alumni),
    versions: () => Promise.resolve([]),
    ledgerVersions: () => Promise.resolve([]),
  },
  tableNames: ['students', 'alumni'],
  foreign: { students: foreign },
});

const other: Row = { id: 'ns/foreign', name: 'x', age: 1, country: 'y' };

test.each<{ readonly what: string; readonly world: World; readonly says: readonly RegExp[] }>([
  {
    what: 'nothing when every object has its row',
    world: { objects: [anObject('a')], students: [row('a')] },
    says: [],
  },
  { what: 'nothing of an object that was refused', world: { objects: [anObject('a', 'InvalidTableName')] }, says: [] },
  { what: 'nothing of a foreign row that is as it was', world: { students: [other], foreign: [other] }, says: [] },
  { what: 'a row that is missing', world: { objects: [anObject('a')] }, says: [/^I1: a has undefined/, /^I6: a/] },
  {
    what: 'a row that differs',
    world: { objects: [anObject('a')], students: [row('a', { age: 9 })] },
    says: [/^I1/, /^I6/],
  },
  {
    what: 'a row in the wrong table',
    world: { objects: [anObject('a')], students: [row('a')], alumni: [row('a')] },
    says: [/^I2: alumni/],
  },
  {
    what: 'an object that says nothing of its newest spec',
    world: { objects: [anObject('a', 'True', 1)], students: [row('a')] },
    says: [/^I1: a says nothing/],
  },
  { what: 'a row without an object', world: { students: [row('gone')] }, says: [/^I2: students has a row ns\/gone/] },
  { what: 'a foreign row that changed', world: { students: [{ ...other, age: 2 }], foreign: [other] }, says: [/^I3/] },
  { what: 'a foreign row that is gone', world: { foreign: [other] }, says: [/^I3/] },
  {
    what: 'a ledger entry whose object is gone',
    world: { ledger: [{ name: 'gone', uid: 'uid-gone', state: 'live' }] },
    says: [/^I2: the ledger/],
  },
])('the checker reports $what', async ({ world, says }) => {
  const found = await violations(sceneOf(world));
  expect(found).toHaveLength(says.length);
  for (const [index, pattern] of says.entries()) expect(found[index]).toMatch(pattern);
});
