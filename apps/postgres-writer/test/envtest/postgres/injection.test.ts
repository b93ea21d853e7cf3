import { testEnvironment } from '@kubewright/envtest/vitest';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresProxy } from '../../../../../test/faults/postgres-proxy.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { applyOf, never, owner, removeOf, storeOn, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
let proxy: PostgresProxy;
let store: PostgresRowStore;

beforeAll(async () => {
  await env.sql(STUDENTS);
  proxy = await PostgresProxy.start(env.database);
  store = storeOn({ ...env.database, host: proxy.host, port: proxy.port });
  await store.ready();
});
afterAll(async () => {
  await store.close();
  await proxy[Symbol.asyncDispose]();
});

const pieces = fc.constantFrom(
  `'`,
  `''`,
  `"`,
  `\\`,
  `\\'`,
  `$$`,
  `$1`,
  `$a$`,
  `;`,
  `--`,
  `/*`,
  `*/`,
  `{`,
  `}`,
  `,`,
  `(`,
  `)`,
  `NULL`,
  `%`,
  `\u0001`,
  `\u2028`,
  '\ufeff',
  '😀',
  'é',
  `e\u0301`,
  '\r\n',
  '\t',
  ` or 1=1`,
  `; drop table students`,
  `E'\\x27'`,
  `U&"\\0027"`,
  `::text`,
  `x`.repeat(500),
);
const payload = fc.array(pieces, { minLength: 1, maxLength: 6 }).map((each) => each.join(''));

it('stores whatever it is given, in every field, and sends no other statement for it', async () => {
  const of = (name: string, namespace: string) => ({ owner: owner(name, { namespace, uid: name }) });
  const warm = applyOf('warm', { rows: [{ key: 'warm', columns: { name: 'a', country: 'b' } }] });
  await store.apply(warm, never);
  await store.apply(
    { ...warm, ...of('warm-2', 'x'), rows: [{ key: 'warm', columns: { name: 'a', country: 'b' } }] },
    never,
  );
  await store.remove(removeOf('warm', { keys: ['warm'] }), never);
  const known = new Set(proxy.statements.map(({ sql }) => sql));

  await fc.assert(
    fc.asyncProperty(payload, payload, payload, payload, payload, async (name, namespace, key, text, country) => {
      const request = { table: 'students', keyColumn: 'id', rows: [{ key, columns: { name: text, country } }] };
      expect(await store.apply({ ...request, ...of(name, namespace) }, never)).toMatchObject({ kind: 'written' });
      expect(await env.sql('select name, country from students where id = $1', [key])).toEqual([
        { name: text, country },
      ]);
      expect(
        await env.sql(
          'select namespace from postgres_writer.ledger where name = $1 and row_key = $2 and namespace = $3',
          [name, key, namespace],
        ),
      ).toEqual([{ namespace }]);
      expect(
        await store.remove({ ...of(name, namespace), table: 'students', keyColumn: 'id', keys: [key] }, never),
      ).toMatchObject({ removed: 1 });
    }),
    { numRuns: 300 },
  );
  // A description that has grown old is looked up again, by the same text.
  const described = proxy.statements.map(({ sql }) => sql).filter((sql) => !known.has(sql));
  expect(new Set(described)).toEqual(new Set());
  expect(await env.sql('select count(*)::int as n from students')).toEqual([{ n: 0 }]);
}, 120_000);
