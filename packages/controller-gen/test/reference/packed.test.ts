import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kindWith } from '../support/run-on.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const PACKAGES = ['apimachinery', 'controller-gen'];
/** Node 24 and the compiler of this checkout, whatever runs the tests. */
const BIN = join(ROOT, 'node_modules/.bin');

const folder = mkdtempSync(join(tmpdir(), 'controller-gen-packed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Puts what npm would publish, and nothing else, into somebody else's project. */
beforeAll(() => {
  execFileSync(join(BIN, 'tsc'), ['-b', join(ROOT, 'packages/controller-gen/tsconfig.build.json')]);
  for (const name of PACKAGES) {
    const target = join(folder, 'node_modules/@kubewright', name);
    mkdirSync(target, { recursive: true });
    const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: join(ROOT, 'packages', name),
    });
    const [{ filename }] = JSON.parse(packed.toString()) as [{ readonly filename: string }];
    execFileSync('tar', ['-xzf', join(folder, filename), '--strip-components=1', '-C', target]);
  }
  for (const dependency of ['typescript', 'yaml']) {
    symlinkSync(join(ROOT, 'node_modules', dependency), join(folder, 'node_modules', dependency));
  }
  mkdirSync(join(folder, 'api/v1'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'api/v1/types.ts'), kindWith('  age: int32;', { imports: 'int32' }));
}, 120_000);

test('the packed package works in a project that has nothing but it', () => {
  const main = join(folder, 'node_modules/@kubewright/controller-gen');
  const manifest = JSON.parse(readFileSync(join(main, 'package.json'), 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
  };
  const command = join(main, manifest.bin['controller-gen'] ?? '');
  execFileSync(join(BIN, 'node'), [command, 'crd', 'object', 'paths=./api/...'], { cwd: folder });
  expect(readFileSync(join(folder, 'config/crd/example.com_things.yaml'), 'utf8')).toContain('format: int32');
  const generated = readFileSync(join(folder, 'api/v1/zz_generated.object.ts'), 'utf8');
  // A project without allowImportingTsExtensions imports what its files are compiled to.
  expect(generated).toContain("from './types.js'");
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', '--target', 'es2024'];
  execFileSync(join(BIN, 'tsc'), [...options, join(folder, 'api/v1/zz_generated.object.ts')], {
    cwd: dirname(command),
  });
});
