import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeYaml } from '../../src/yaml/encode.ts';
import { compareKeys } from '../../src/yaml/key-order.ts';
import type { YamlMapping } from '../../src/yaml/value.ts';
import { BUILD_TIMEOUT_MS, buildReference, whyNoReference } from './reference-tool.ts';

const SAMPLES = 2000;
/** U+0085 is read back as a line fold, and U+2028 ends lines of its own: the original garbles both. */
const GARBLED = /[\u0085\u2028\u2029]/;

/** Words that YAML might take for something else, or for an indicator. */
const TRICKY = [
  ...['yes', 'no', 'on', 'off', 'y', 'n', 'null', '~', 'true', '.inf', '-.INF', '.nan', '.5'],
  ...['1', '0x1F', '0o17', '0b11', '089', '1_000', '1e3', '12:30:45', '2020-01-01', '2020-1-1 1:2:3', '2020-13-45'],
  ...['1e999', '.5e999', '.5_1', '.5_', '2020-01-01  12:30:45'],
  ...['-', '?', ':', 'x:', ':y', '#', ' #', '{', '}', '[', ']', ',', '&', '*', '!', '|', '>', "'", '"', '%', '@', '`'],
  ...['---', '...', '\\', '\t', '\u00a0', 'é', '\u{1F600}', '\ufeff', 'a-word-of-some-length-that-cannot-be-folded'],
];
const word = fc.oneof(fc.constantFrom('the', 'value', 'of', 'a', ...TRICKY), fc.string({ maxLength: 6 }));
const gap = fc.constantFrom(' ', ' ', ' ', '', '  ', '\n', '\n\n', '\n ');
const text = fc
  .array(fc.tuple(word, gap), { maxLength: 40 })
  .map((parts) => parts.flat().join(''))
  .filter((line) => line.isWellFormed() && !GARBLED.test(line));
const key = fc.oneof(fc.constantFrom('a', 'b', 'v1', 'v2', 'v10', 'v02', 'x-y', 'A', '1', '10', '', 'é', 'yes'), text);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.5, 1e6, 123456789.5, 1e20, 1e21, 1e-5),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    dictionary(tie('value')),
  ),
}));
const object = dictionary(value).map((entries) => ({ ...entries }) as YamlMapping);

function dictionary(values: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(key, values, { maxKeys: 6 }).filter((entries) => haveOneOrder(Object.keys(entries)));
}

/**
 * The original's order of keys is not transitive (`1` < `089` < `0x1F` < `1`), and it sorts what a Go map hands out in
 * random order: keys in such a ring come out differently from run to run, so there is nothing to be equal to.
 */
function haveOneOrder(keys: readonly string[]): boolean {
  const sorted = keys.toSorted(compareKeys);
  return sorted.every((left, i) => sorted.slice(i + 1).every((right) => compareKeys(left, right) < 0));
}

describe('our YAML equals that of sigs.k8s.io/yaml', () => {
  if (whyNoReference !== undefined) {
    test('for random objects', ({ skip }) => skip(whyNoReference));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'controller-gen-yaml-'));
  let tool = '';
  beforeAll(async () => {
    tool = await buildReference('./cmd/toyaml', folder);
  }, BUILD_TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('for random objects', ({ onTestFailed }) => {
    const { seed } = fc.readConfigureGlobal();
    onTestFailed(() => console.error(`run again with SEED=${seed}`));
    const samples = fc.sample(object, { numRuns: SAMPLES });
    const theirs = toYaml(tool, samples);
    const differences = samples.flatMap((sample, i) => {
      const expected = theirs[i] ?? '';
      const actual = encodeYaml(sample);
      return expected.startsWith('error: ') || actual === expected ? [] : [{ actual, expected }];
    });
    expect(differences).toEqual([]);
    expect(theirs.filter((yaml) => !yaml.startsWith('error: ')).length).toBeGreaterThan(SAMPLES / 2);
  });
});

function toYaml(tool: string, objects: readonly unknown[]): readonly string[] {
  const output = execFileSync(tool, { input: JSON.stringify(objects), maxBuffer: 256 * 1024 * 1024 });
  return JSON.parse(output.toString()) as readonly string[];
}
