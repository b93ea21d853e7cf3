import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { useOperator, useStage } from '../support/stage.ts';

// The tutorial's own way: its manifest, its table and kubectl, unchanged. The manifest names the namespace `default`,
// so this file alone has an operator there.
const SAMPLES = fileURLToPath(new URL('../../config/samples', import.meta.url));
const stage = useStage({ tables: [] });
const { kubectl } = { kubectl: (...args: readonly string[]) => stage.environment.kubectl(...args, '-n', 'default') };
const ROW = { id: 'default/sample-student', name: 'alex', age: 23, country: 'canada' };

beforeAll(async () => {
  const script = await readFile(`${SAMPLES}/students.sql`, 'utf8');
  for (const statement of script.split(';')) if (statement.trim() !== '') await stage.tables.sql(statement);
});
useOperator(stage, () => ({ namespaces: ['default'] }));
afterAll(async () => {
  await kubectl('delete', 'postgreswriter', 'sample-student', '--ignore-not-found', '--timeout=10s');
});

test('kubectl apply of the sample puts its row into the table', async () => {
  expect(await kubectl('apply', '-k', SAMPLES)).toMatchObject({ exitCode: 0 });
  await soon(() => stage.tables.rows()).toEqual([ROW]);
  expect(await kubectl('wait', 'pw/sample-student', '--for=condition=Ready', '--timeout=10s')).toMatchObject({
    exitCode: 0,
  });
});

test('kubectl get shows the table and the state', async () => {
  const { stdout } = await kubectl('get', 'pw');
  const [header = '', line = ''] = stdout.split('\n');
  expect(header.split(/\s+/)).toEqual(['NAME', 'TABLE', 'READY', 'REASON', 'AGE']);
  expect(line.split(/\s+/)).toMatchObject(['sample-student', 'students', 'True', 'InSync', {}]);
});

test('applying it again changes nothing', async () => {
  const before = await stage.tables.versions();
  expect((await kubectl('apply', '-k', SAMPLES)).stdout).toContain('unchanged');
  expect(await stage.tables.versions()).toEqual(before);
});

test('an edit with kubectl reaches the row', async () => {
  await kubectl('patch', 'pw', 'sample-student', '--type=merge', '-p', '{"spec":{"age":24}}');
  await soon(() => stage.tables.rows()).toEqual([{ ...ROW, age: 24 }]);
});

test('another table in the spec moves the row', async () => {
  await kubectl('patch', 'pw', 'sample-student', '--type=merge', '-p', '{"spec":{"table":"alumni"}}');
  await soon(() => stage.tables.rows('alumni')).toEqual([{ ...ROW, age: 24 }]);
  expect(await stage.tables.rows('students')).toEqual([]);
});

test('kubectl delete removes the row, and then the object', async () => {
  expect(await kubectl('delete', '-k', SAMPLES, '--timeout=10s')).toMatchObject({ exitCode: 0 });
  expect(await stage.tables.rows('alumni')).toEqual([]);
  expect((await kubectl('get', 'pw', '-o', 'name')).stdout).toBe('');
});
