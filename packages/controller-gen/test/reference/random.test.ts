import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/index.ts';
import { randomApi } from './random/arbitrary.ts';
import type { RandomApi } from './random/model.ts';
import { renderGo } from './random/render-go.ts';
import { renderTypeScript } from './random/render-typescript.ts';
import { BUILD_TIMEOUT_MS, buildReference, REFERENCE, runReference, whyNoReference } from './reference-tool.ts';

/** `RANDOM_TYPES=20000` for the long run. */
const RUNS = Number(process.env['RANDOM_TYPES'] ?? 500);
/** Kinds in one Go package: the tool starts once for all packages. */
const PER_PACKAGE = 50;
const TIMEOUT_MS = 120_000 + RUNS * 60;

describe('for random types our controller-gen writes what the real one writes', () => {
  if (whyNoReference !== undefined) {
    test('random types', ({ skip }) => skip(whyNoReference));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'controller-gen-random-'));
  let tool = '';
  beforeAll(async () => {
    tool = await buildReference('sigs.k8s.io/controller-tools/cmd/controller-gen', folder);
    for (const file of ['go.mod', 'go.sum']) copyFileSync(join(REFERENCE, file), join(folder, file));
    symlinkSync(join(REFERENCE, '../../../../node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions":{"customConditions":["@kubewright/source"]}}');
  }, BUILD_TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(`${RUNS} kinds`, { timeout: TIMEOUT_MS }, async ({ onTestFailed }) => {
    const { seed } = fc.readConfigureGlobal();
    onTestFailed(() => console.error(`run again with SEED=${seed} RANDOM_TYPES=${RUNS}`));
    const apis = fc.sample(randomApi, { numRuns: RUNS });
    for (let i = 0; i < apis.length; i += PER_PACKAGE) writePackage(folder, i, apis.slice(i, i + PER_PACKAGE));
    await runReference(tool, ['crd:omitToolVersion=true', 'paths=./api/...', 'output:dir=theirs'], folder);
    const stderr: string[] = [];
    await run(['crd:omitToolVersion=true', 'paths=./api/...', 'output:dir=ours'], {
      cwd: folder,
      stdout: () => undefined,
      stderr: (text) => stderr.push(text),
    });
    expect(stderr.join('').slice(0, 2000)).toBe('');
    const files = readdirSync(join(folder, 'theirs'));
    expect(files).toHaveLength(RUNS);
    expect(readdirSync(join(folder, 'ours'))).toEqual(files);
    const read = (side: string, file: string): string => readFileSync(join(folder, side, file), 'utf8');
    const different = files.filter((file) => read('ours', file) !== read('theirs', file));
    // One difference is enough to read; the others are counted.
    const [first] = different;
    if (first !== undefined) expect(read('ours', first), first).toBe(read('theirs', first));
    expect(different).toEqual([]);
  });
});

function writePackage(folder: string, start: number, members: readonly RandomApi[]): void {
  const directory = join(folder, 'api', `p${start}`);
  const apis = new Map(members.map((api, i) => [`Kind${start + i}X`, api]));
  const group = `p${start}.example.com`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'types.go'), renderGo(group, apis));
  writeFileSync(join(directory, 'types.ts'), renderTypeScript(group, apis));
}
