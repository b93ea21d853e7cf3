import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, describe, expect, test } from 'vitest';
import { EXIT, run } from '../../src/index.ts';

const PAIRS = join(import.meta.dirname, '../reference/pairs');
const folder = mkdtempSync(join(tmpdir(), 'controller-gen-acceptance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Markers that the original knows and an API server refuses: these pairs show only that both tools say the same. */
const REFUSED: Readonly<Record<string, string>> = {
  'unique-items': 'uniqueItems cannot be set to true',
};

const names = readdirSync(PAIRS).filter((name) => !/^(rbac|webhook)-/.test(name) && name !== 'postgreswriter');

describe('a real API server takes the CRDs of', () => {
  const env = testEnvironment();
  test.for(names)('%s', async (name) => {
    const output = join(folder, name);
    const stderr: string[] = [];
    const args = ['crd:allowDangerousTypes=true,maxDescLen=0', `paths=./${name}/...`, `output:dir=${output}`];
    const exit = await run(args, { cwd: PAIRS, stdout: () => undefined, stderr: (text) => stderr.push(text) });
    expect(stderr.join('')).toBe('');
    expect(exit).toBe(EXIT.done);
    const files = readdirSync(output);
    expect(files).not.toEqual([]);
    const manifests = files.map((file) => `--filename=${join(output, file)}`);
    const result = await env.kubectl('create', '--dry-run=server', '--validate=strict', ...manifests);
    const refusal = REFUSED[name];
    if (refusal === undefined) expect(result.stderr).toBe('');
    else expect(result.stderr).toContain(refusal);
    expect(result.exitCode === 0).toBe(refusal === undefined);
  });
});
