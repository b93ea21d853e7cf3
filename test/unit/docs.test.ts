import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const pathOf = (relative: string): string => fileURLToPath(new URL(relative, ROOT));
/** The pages whose code is whole programs. */
const PAGES = ['docs/controller-runtime.md', 'docs/from-go-to-typescript.md'];

const codeOf = (page: string): readonly string[] =>
  [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);

test('the code of the pages compiles', { timeout: 60_000 }, async () => {
  const sources = new Map<string, string>();
  for (const page of PAGES) {
    const blocks = codeOf(await readFile(new URL(page, ROOT), 'utf8'));
    for (const [index, code] of blocks.entries()) sources.set(pathOf(`${page}.${index}.ts`), code);
  }
  expect(sources.size).toBeGreaterThan(0);
  const { config } = ts.readConfigFile(pathOf('tsconfig.json'), (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, pathOf('.'));
  const host = ts.createCompilerHost(options);
  const readSource = host.getSourceFile.bind(host);
  const program = ts.createProgram([...sources.keys()], options, {
    ...host,
    fileExists: (path) => sources.has(path) || host.fileExists(path),
    getSourceFile: (path, languageVersion, ...rest) => {
      const source = sources.get(path);
      return source === undefined
        ? readSource(path, languageVersion, ...rest)
        : ts.createSourceFile(path, source, languageVersion);
    },
  });
  const faults = [...sources.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
  expect(faults).toEqual([]);
});
