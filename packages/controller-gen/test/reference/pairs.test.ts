import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT, run } from '../../src/index.ts';
import { BUILD_TIMEOUT_MS, buildReference, REFERENCE, runReference, whyNoReference } from './reference-tool.ts';

const PAIRS = join(REFERENCE, 'pairs');
/** Everything but the annotation that names the tool is compared, byte by byte. */
const DEFAULT_OPTIONS = 'crd:omitToolVersion=true';

/** A pair is a folder with Go types and their TypeScript counterparts; a file `options` says how to run the tools. */
interface Pair {
  readonly name: string;
  readonly options: string;
}

const pairs: readonly Pair[] = readdirSync(PAIRS).map((name) => {
  const file = join(PAIRS, name, 'options');
  return { name, options: existsSync(file) ? readFileSync(file, 'utf8').trim() : DEFAULT_OPTIONS };
});

/** Where the TypeScript half stands: beside the Go half, except for the operator's own types. */
const sourceOf = ({ name }: Pair): string =>
  name === 'postgreswriter' ? '../../../../apps/postgres-writer/api/...' : `./pairs/${name}/...`;

describe('what our controller-gen writes equals what the real one writes for', () => {
  if (whyNoReference !== undefined) {
    test('all pairs of types', ({ skip }) => skip(whyNoReference));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'controller-gen-pairs-'));
  let tool = '';
  beforeAll(async () => {
    tool = await buildReference('sigs.k8s.io/controller-tools/cmd/controller-gen', folder);
  }, BUILD_TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.for(pairs)('$name', async (pair) => {
    const theirs = join(folder, pair.name, 'theirs');
    const ours = join(folder, pair.name, 'ours');
    const options = pair.options.split(/\s+/);
    await runReference(tool, [...options, `paths=./pairs/${pair.name}/...`, `output:dir=${theirs}`]);
    const stderr: string[] = [];
    const exit = await run([...options, `paths=${sourceOf(pair)}`, `output:dir=${ours}`], {
      cwd: REFERENCE,
      stdout: () => undefined,
      stderr: (text) => stderr.push(text),
    });
    expect(stderr.join('')).toBe('');
    expect(exit).toBe(EXIT.done);
    expect(filesIn(ours)).toEqual(filesIn(theirs));
    expect(Object.keys(filesIn(theirs))).not.toEqual([]);
  });
});

function filesIn(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
