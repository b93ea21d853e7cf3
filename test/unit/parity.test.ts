import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const DOCS = new URL('docs/', ROOT);
const read = (url: URL): string => readFileSync(url, 'utf8');

interface Row {
  readonly package: string;
  /** Names of the original. */
  readonly go: readonly string[];
  readonly ours: string;
  readonly proof: string;
}

const rows = readRows(read(new URL('parity.md', DOCS)));
const yes = rows.filter(({ ours }) => ours !== 'no');

function readRows(page: string): readonly Row[] {
  return page.split(/^## /m).flatMap((section) => {
    const [title = '', ...lines] = section.split('\n');
    const cells = lines.filter((line) => line.startsWith('| `')).map((line) => line.slice(2, -2).split(' | '));
    return cells.map(([go = '', ours = '', proof = '']) => ({ package: title, go: codeIn(go), ours, proof }));
  });
}

/** What stands between backquotes. */
function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

test('every exported name of the original is in exactly one row', () => {
  const exported = read(new URL('parity/controller-runtime.txt', import.meta.url))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const listed = rows.flatMap((row) => row.go.map((name) => `${row.package} ${name}`));
  expect(listed.toSorted()).toEqual(exported.toSorted());
});

test('a row without ours says why', () => {
  const silent = rows.filter(({ ours, proof }) => ours === 'no' && (proof.length < 10 || proof.startsWith('[')));
  expect(silent).toEqual([]);
});

test('each of ours is exported where the row says', { timeout: 60_000 }, () => {
  const named = yes.map(({ ours }) => {
    const [names, module = ''] = ours.split(' in ');
    return { names: codeIn(names ?? ''), source: sourceOf(codeIn(module)[0] ?? '') };
  });
  const sources = [...new Set(named.map(({ source }) => source))];
  const { config } = ts.readConfigFile(fileURLToPath(new URL('tsconfig.json', ROOT)), (path) =>
    ts.sys.readFile(path),
  ) as {
    readonly config: object;
  };
  const settings = { ...config, include: [], files: sources };
  const { options, fileNames } = ts.parseJsonConfigFileContent(settings, ts.sys, fileURLToPath(ROOT));
  const program = ts.createProgram(fileNames, options);
  const checker = program.getTypeChecker();
  const missing = named.flatMap(({ names, source }) => {
    const file = program.getSourceFile(source);
    const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
    const exports = module === undefined ? [] : checker.getExportsOfModule(module);
    expect(names).not.toEqual([]);
    return names.filter((name) => !isThere(name, exports, checker)).map((name) => `${name} in ${source}`);
  });
  expect(missing).toEqual([]);
});

/** `Name`, or `Name.member` of an interface or a class. */
function isThere(path: string, exports: readonly ts.Symbol[], checker: ts.TypeChecker): boolean {
  const [name, member] = path.split('.');
  const found = exports.find((each) => each.name === name);
  if (found === undefined || member === undefined) return found !== undefined;
  const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  return checker.getDeclaredTypeOfSymbol(symbol).getProperty(member) !== undefined;
}

/** The source of `@kubewright/PACKAGE` or `@kubewright/PACKAGE/FOLDER`, as package.json exports it. */
function sourceOf(module: string): string {
  const [, name = '', ...folders] = module.split('/');
  const manifest = JSON.parse(read(new URL(`packages/${name}/package.json`, ROOT))) as {
    readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  const entry = manifest.exports[['.', ...folders].join('/')]?.['@kubewright/source'];
  if (entry === undefined) throw new Error(`docs/parity.md names ${module}, which is not exported`);
  return fileURLToPath(new URL(`packages/${name}/${entry}`, ROOT));
}

describe('no row says yes without a test', () => {
  test.each(yes)('$package $go', ({ proof }) => {
    const [, title = '', path = ''] = /^\[(.+?)\]\(([^)]+)\)/.exec(proof) ?? [];
    const file = new URL(path, DOCS);
    expect(path).toMatch(/\.test\.ts$/);
    expect(existsSync(file)).toBe(true);
    expect(titlesIn(read(file))).toContain(title);
  });
});

/** The texts of a test file that can be titles: what `test`, `it` or `describe` is given, and `name` in a table. */
function titlesIn(source: string): readonly string[] {
  const text = /(?:(?:test|it|describe)\b[^'"`\n]*\(|name: |\)\()\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`]*)`)/g;
  return [...source.matchAll(text)].map(([, a, b, c]) => (a ?? b ?? c ?? '').replaceAll(/\\(.)/g, '$1'));
}
