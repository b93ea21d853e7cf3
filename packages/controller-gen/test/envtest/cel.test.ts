import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INVALID, VALID } from '../support/cel-expressions.ts';

const folder = mkdtempSync(join(tmpdir(), 'controller-gen-cel-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How an API server says that a text did not parse; other complaints are about names and types. */
const PARSE_ERROR =
  /Syntax error|reserved identifier|invalid argument to has\(\) macro|argument must be a simple name|argument is not an identifier|invalid (int|uint|double) literal|unable to unescape|invalid unicode code point|rule is not specified/;

const name = (i: number): string => `p${i}x`;

/** A CRD with a rule for each expression, each on a field of its own. */
function crdWith(rules: readonly string[]): unknown {
  const properties = rules.map((rule, i) => [
    name(i),
    {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      'x-kubernetes-validations': [{ rule }],
    },
  ]);
  const schema = { openAPIV3Schema: { type: 'object', properties: Object.fromEntries(properties) as unknown } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'rules.cel.example.com' },
    spec: {
      group: 'cel.example.com',
      names: { kind: 'Rule', plural: 'rules' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}

describe('a real API server parses', () => {
  const env = testEnvironment();
  const invalid = INVALID.map(([marked]) => marked.replace('¦', ''));
  const all = [...VALID, ...invalid];
  let answers: readonly string[] = [];

  beforeAll(async () => {
    const file = join(folder, 'crd.json');
    writeFileSync(file, JSON.stringify(crdWith(all)));
    const { stderr } = await env.kubectl('create', '--dry-run=server', `--filename=${file}`);
    answers = all.map((_, i) => {
      const start = stderr.indexOf(`[${name(i)}]`);
      const rest = start === -1 ? '' : stderr.slice(start + name(i).length + 2);
      const end = rest.search(/\.properties\[p\d+x\]/);
      return end === -1 ? rest : rest.slice(0, end);
    });
    expect(stderr).toContain('is invalid');
  });

  test.for(VALID.map((rule, i) => [rule, i] as const))('%s', ([, i]) => {
    expect(answers[i]).not.toMatch(PARSE_ERROR);
  });

  test.for(invalid.map((rule, i) => [rule, i] as const))('nothing of %s', ([, i]) => {
    expect(answers[VALID.length + i]).toMatch(PARSE_ERROR);
  });
});
