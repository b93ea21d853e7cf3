import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT, run } from '../../src/index.ts';
import { REFERENCE } from './reference-tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'controller-gen-code-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The strictest options that a project may have. */
const OPTIONS: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  customConditions: ['@kubewright/source'],
  types: [],
};

describe('the code that is generated for every pair', () => {
  let program: ts.Program;

  beforeAll(async () => {
    cpSync(join(REFERENCE, 'pairs'), join(folder, 'pairs'), { recursive: true });
    symlinkSync(join(REFERENCE, '../../../../node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const options = { customConditions: OPTIONS.customConditions, allowImportingTsExtensions: true };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    for (const path of filesBelow('types.ts')) {
      const source = readFileSync(path, 'utf8');
      writeFileSync(path, source.replace(' * +groupName=', ' * +kubebuilder:ac:generate=true\n$&'));
    }
    const stderr: string[] = [];
    const exit = await run(['object', 'applyconfiguration', 'paths=./pairs/...'], {
      cwd: folder,
      stdout: () => undefined,
      stderr: (text) => stderr.push(text),
    });
    expect(stderr.join('')).toBe('');
    expect(exit).toBe(EXIT.done);
    program = ts.createProgram(filesBelow('.ts'), OPTIONS);
  }, 60_000);

  test('is what the strictest compiler takes', () => {
    const host: ts.FormatDiagnosticsHost = {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => folder,
      getNewLine: () => '\n',
    };
    const generated = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${folder}/pairs`));
    const problems = generated.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]);
    expect(ts.formatDiagnostics(problems, host)).toBe('');
    expect(generated.length).toBeGreaterThan(150);
  });
});

function filesBelow(ending: string): readonly string[] {
  return readdirSync(join(folder, 'pairs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name));
}
