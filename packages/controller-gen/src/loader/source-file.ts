import ts from 'typescript';
import { type JsDocBlock, parseJsDoc } from './jsdoc.ts';

/** A parsed file and the JSDoc blocks in it. */
export interface SourceUnit {
  readonly path: string;
  readonly ast: ts.SourceFile;
  /** Every JSDoc block of the file, in order. */
  readonly blocks: readonly JsDocBlock[];
  /** The last JSDoc block before a node: its own. The other blocks before it stand alone. */
  blockOf(node: ts.Node): JsDocBlock | undefined;
  /** The first block, if it stands before the imports or alone: it speaks for the file. */
  readonly fileBlock: JsDocBlock | undefined;
}

export function parseSourceUnit(path: string, text: string): SourceUnit {
  const ast = ts.createSourceFile(path, text, {
    languageVersion: ts.ScriptTarget.Latest,
    // We read JSDoc ourselves: markers need the place of every line.
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
  const byTrivia = new Map<number, readonly JsDocBlock[]>();
  const blocks: JsDocBlock[] = [];
  if (text.includes('/**')) {
    forEachToken(ast, ast, (token) => {
      const found = blocksIn(text, token.pos, token.getStart(ast, false));
      if (found.length === 0) return;
      byTrivia.set(token.pos, found);
      blocks.push(...found);
    });
  }
  const blockOf = (node: ts.Node): JsDocBlock | undefined => byTrivia.get(node.pos)?.at(-1);
  return { path, ast, blocks, blockOf, fileBlock: findFileBlock(ast, blocks, blockOf) };
}

function forEachToken(node: ts.Node, ast: ts.SourceFile, visit: (token: ts.Node) => void): void {
  const children = node.getChildren(ast);
  if (children.length === 0) visit(node);
  for (const child of children) forEachToken(child, ast, visit);
}

/** White space and comments only stand between `pos` and `end`. */
function blocksIn(text: string, pos: number, end: number): readonly JsDocBlock[] {
  const trivia = text.slice(pos, end);
  if (!trivia.includes('/**')) return [];
  const result: JsDocBlock[] = [];
  for (const match of trivia.matchAll(/\/\/[^\n]*|\/\*[^]*?\*\//g)) {
    const comment = match[0];
    if (!comment.startsWith('/**') || comment === '/**/' || isTrailing(trivia, match.index, comment)) continue;
    result.push(parseJsDoc(text, pos + match.index, pos + match.index + comment.length));
  }
  return result;
}

/** A comment behind a member, on the member's own line, speaks of nothing that follows. */
function isTrailing(trivia: string, start: number, comment: string): boolean {
  return start > 0 && !trivia.slice(0, start).includes('\n') && trivia.slice(start + comment.length).includes('\n');
}

function findFileBlock(
  ast: ts.SourceFile,
  [first]: readonly JsDocBlock[],
  blockOf: (node: ts.Node) => JsDocBlock | undefined,
): JsDocBlock | undefined {
  const [statement] = ast.statements;
  if (first === undefined) return undefined;
  if (statement === undefined) return first;
  if (first.start > statement.getStart(ast, false)) return undefined;
  return ts.isImportDeclaration(statement) || blockOf(statement) !== first ? first : undefined;
}
