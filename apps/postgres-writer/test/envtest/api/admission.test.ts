import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GROUP_VERSION } from '../../../api/v1/index.ts';

const CRD = join(import.meta.dirname, '../../../../../config/crd/bases/demo.yash.com_postgreswriters.yaml');
const SPEC = { table: 'students', name: 'alex', age: 23, country: 'canada' };

const env = testEnvironment();
const folder = mkdtempSync(join(tmpdir(), 'admission-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await env.kubectl('apply', `--filename=${CRD}`);
  await env.kubectl('wait', '--for=condition=Established', `--filename=${CRD}`, '--timeout=30s');
}, 60_000);

/** What the API server says to an object with this spec; nothing is stored. */
async function create(spec: object): Promise<{ readonly refusal: string; readonly object: string }> {
  const file = join(folder, 'object.json');
  const object = { apiVersion: GROUP_VERSION, kind: 'PostgresWriter', metadata: { name: 'a' }, spec };
  writeFileSync(file, JSON.stringify(object));
  const { stdout, stderr } = await env.kubectl('create', '--dry-run=server', `--filename=${file}`, '--output=json');
  return { refusal: stderr, object: stdout };
}

test('the sample is taken, and is not current before anybody has seen it', async () => {
  const { refusal, object } = await create(SPEC);
  expect(refusal).toBe('');
  expect(JSON.parse(object)).toMatchObject({ spec: SPEC, status: { observedGeneration: -1 } });
});

test.for([
  { name: 'a negative age', spec: { age: -1 }, want: 'spec.age' },
  { name: 'an age beyond an integer column', spec: { age: 2147483648 }, want: 'spec.age' },
  { name: 'no table', spec: { table: '' }, want: 'spec.table' },
  { name: 'a table name of 256 characters', spec: { table: 'a'.repeat(256) }, want: 'spec.table' },
  {
    name: 'a control character in the table name',
    spec: { table: 'a\nb' },
    want: 'table must not contain control characters',
  },
  { name: 'NUL in the name', spec: { name: 'a\0b' }, want: 'name must not contain the NUL character' },
  { name: 'NUL in the country', spec: { country: '\0' }, want: 'country must not contain the NUL character' },
  { name: 'a name of 65,537 characters', spec: { name: 'a'.repeat(65_537) }, want: 'spec.name' },
])('$name is refused, and the message says what is wrong', async ({ spec, want }) => {
  const { refusal } = await create({ ...SPEC, ...spec });
  expect(refusal).toContain('is invalid');
  expect(refusal).toContain(want);
});

test('any other text is taken as it is', async () => {
  const spec = { ...SPEC, name: "Robert'); drop table students;--\t\n😀", country: '"\\' };
  const { refusal, object } = await create(spec);
  expect(refusal).toBe('');
  expect(JSON.parse(object)).toMatchObject({ spec });
});
