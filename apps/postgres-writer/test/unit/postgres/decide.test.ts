import { describe, expect, it, test } from 'vitest';
import { decideApply, isFenced, type ApplyInput, type SeenRow } from '../../../postgres/decide.ts';
import type { Entry, LedgerPlace } from '../../../postgres/ledger/entry.ts';

const OID = '100';
const place = (over: Partial<LedgerPlace> = {}): LedgerPlace => ({
  oid: OID,
  schema: 'public',
  table: 'students',
  keyColumn: 'id',
  key: 'default/ann',
  ...over,
});
const head = (over: Partial<Entry> = {}): Entry => ({
  member: '',
  uid: 'u',
  generation: 1n,
  resourceVersion: 10n,
  epoch: 0n,
  state: 'live',
  revision: 1n,
  place: place(),
  deletionPolicy: 'Delete',
  unbound: undefined,
  ...over,
});
/** An entry whose table is known by name only, since the database was restored. */
const restored = (over: Partial<LedgerPlace> = {}): Entry => {
  const { oid: _, ...unbound } = place(over);
  return head({ place: undefined, unbound });
};
const seen = (over: Partial<SeenRow> = {}): SeenRow => ({
  key: 'default/ann',
  present: true,
  equal: true,
  kept: false,
  holder: undefined,
  ours: true,
  ...over,
});
const input = (over: Partial<ApplyInput> = {}): ApplyInput => ({
  writer: { uid: 'u', generation: 1n, resourceVersion: 10n, epoch: 0n },
  entries: [head()],
  table: { oid: OID, schema: 'public', table: 'students' },
  rows: [seen()],
  reclaim: false,
  ...over,
});
const writer = (over: Partial<ApplyInput['writer']>) => ({ ...input().writer, ...over });
const absent = seen({ present: false, equal: false, ours: false });
const free = seen({ ours: false });
const other = { kind: 'object', clusterId: 'c', ownerKind: 'K', namespace: 'n', name: 'x' } as const;
const write = { kind: 'write', insert: [], update: [], release: [], perRow: false };

describe('decideApply', () => {
  test.each<{ name: string; given: Partial<ApplyInput>; want: object }>([
    { name: 'does nothing when row and ledger are so', given: {}, want: { kind: 'inSync' } },
    {
      name: 'does nothing for a newer version of the same generation',
      given: { writer: writer({ resourceVersion: 11n }) },
      want: { kind: 'inSync' },
    },
    {
      name: 'advances the ledger alone for a newer generation',
      given: { writer: writer({ generation: 2n, resourceVersion: 11n }) },
      want: write,
    },
    {
      name: 'advances the ledger alone for another uid',
      given: { writer: writer({ uid: 'v', resourceVersion: 11n }) },
      want: write,
    },
    { name: 'inserts a new row', given: { entries: [], rows: [absent] }, want: { ...write, insert: [0] } },
    {
      name: 'inserts a row that was deleted by hand',
      given: { rows: [{ ...absent, ours: true }] },
      want: { ...write, insert: [0] },
    },
    {
      name: 'looks again when the ledger has it and the entries do not',
      given: { entries: [] },
      want: { kind: 'raced' },
    },
    {
      name: 'looks again when the entries have it and the ledger does not',
      given: { rows: [free] },
      want: { kind: 'raced' },
    },
    {
      name: 'inserts after a tombstone',
      given: { entries: [head({ state: 'tombstone' })], rows: [absent] },
      want: { ...write, insert: [0] },
    },
    { name: 'updates a row that differs', given: { rows: [seen({ equal: false })] }, want: { ...write, update: [0] } },
    {
      name: 'leaves what a trigger made of the row',
      given: { rows: [seen({ equal: false, kept: true })] },
      want: { kind: 'inSync' },
    },
    {
      name: 'writes a newer generation over what a trigger made of the row',
      given: { rows: [seen({ equal: false, kept: true })], writer: writer({ generation: 2n }) },
      want: { ...write, update: [0] },
    },
    {
      name: 'binds a restored entry once its row proves to be the one wanted',
      given: { entries: [restored()], rows: [free] },
      want: write,
    },
    {
      name: 'does not take a row for ours that differs from what a restored entry should have',
      given: { entries: [restored()], rows: [{ ...free, equal: false }] },
      want: { kind: 'conflict', key: 'default/ann', holder: { kind: 'foreign', restored: true } },
    },
    {
      name: 'says which row of before a restore it leaves, since it is wanted elsewhere',
      given: { entries: [restored({ table: 'pupils' })], rows: [absent] },
      want: {
        ...write,
        insert: [0],
        left: { schema: 'public', table: 'pupils', keyColumn: 'id', key: 'default/ann' },
      },
    },
    {
      name: 'takes no row for ours by what was removed before the restore',
      given: { entries: [{ ...restored(), state: 'tombstone' }], rows: [free] },
      want: { kind: 'conflict', key: 'default/ann', holder: { kind: 'foreign' } },
    },
    {
      name: 'binds a restored entry of this table only',
      given: { entries: [restored({ table: 'pupils' })], rows: [free] },
      want: { kind: 'conflict', key: 'default/ann', holder: { kind: 'foreign' } },
    },
    {
      name: 'updates a retained row',
      given: { entries: [head({ state: 'retained' })], rows: [seen({ equal: false })] },
      want: { ...write, update: [0] },
    },
    { name: 'refuses a late version', given: { writer: writer({ resourceVersion: 9n }) }, want: { kind: 'fenced' } },
    {
      name: 'refuses a late version after a tombstone',
      given: { entries: [head({ state: 'tombstone' })], writer: writer({ resourceVersion: 9n }), rows: [absent] },
      want: { kind: 'fenced' },
    },
    {
      name: 'refuses an older epoch whatever the version',
      given: { entries: [head({ epoch: 1n })], writer: writer({ resourceVersion: 99n }) },
      want: { kind: 'fenced' },
    },
    {
      name: 'lets a newer epoch pass whatever the version',
      given: { writer: writer({ epoch: 1n, resourceVersion: 1n, generation: 2n }) },
      want: write,
    },
    {
      name: 'refuses a row that was there before',
      given: { entries: [], rows: [free] },
      want: { kind: 'conflict', key: 'default/ann', holder: { kind: 'foreign' } },
    },
    {
      name: 'refuses a row that came after our tombstone',
      given: { entries: [head({ state: 'tombstone' })], rows: [free] },
      want: { kind: 'conflict', key: 'default/ann', holder: { kind: 'foreign' } },
    },
    {
      name: 'takes a row back when told that it is ours',
      given: { entries: [], rows: [free], reclaim: true },
      want: write,
    },
    {
      name: 'refuses a row of another object, also when told that it is ours',
      given: { entries: [], reclaim: true, rows: [{ ...free, holder: other }] },
      want: { kind: 'conflict', key: 'default/ann', holder: other },
    },
    {
      name: 'moves between tables',
      given: { entries: [head({ place: place({ oid: '99' }) })], rows: [absent] },
      want: { ...write, insert: [0], release: [place({ oid: '99' })] },
    },
    {
      name: 'moves to another key',
      given: { entries: [head({ place: place({ key: 'old' }) })], rows: [absent] },
      want: { ...write, insert: [0], release: [place({ key: 'old' })] },
    },
    {
      name: 'does not move onto a row of somebody else',
      given: { entries: [head({ place: place({ oid: '99' }) })], rows: [free] },
      want: { kind: 'conflict', key: 'default/ann', holder: { kind: 'foreign' } },
    },
    { name: 'refuses one key twice', given: { entries: [], rows: [absent, absent] }, want: { kind: 'duplicate' } },
    {
      name: 'gives many rows an entry each',
      given: { entries: [], rows: [absent, { ...absent, key: 'b' }] },
      want: { ...write, insert: [0, 1], perRow: true },
    },
    {
      name: 'keeps an entry each when one row is left',
      given: {
        entries: [
          head({ place: undefined }),
          head({ member: 'default/ann' }),
          head({ member: 'b', place: place({ key: 'b' }) }),
        ],
      },
      want: { ...write, release: [place({ key: 'b' })], perRow: true },
    },
    {
      name: 'does nothing for many rows in sync',
      given: { entries: [head({ place: undefined }), head({ member: 'default/ann' })] },
      want: { kind: 'inSync' },
    },
    {
      name: 'releases all when none is wanted',
      given: { rows: [] },
      want: { ...write, release: [place()], perRow: true },
    },
  ])('$name', ({ given, want }) => {
    expect(decideApply(input(given))).toEqual(want);
  });
});

describe('isFenced', () => {
  it('lets the first writer pass', () => {
    expect(isFenced(undefined, { epoch: 0n, resourceVersion: 1n })).toBe(false);
  });

  it('compares versions as numbers, not as text', () => {
    expect(isFenced(head({ resourceVersion: 9n }), { epoch: 0n, resourceVersion: 10n })).toBe(false);
  });
});
