import ts from 'typescript';

/** A declaration that a type reference can lead to. */
export type TypeDeclaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration;

/** Where a name that a file does not declare comes from. */
export interface ImportedName {
  readonly specifier: string;
  /** The name there, or `*` for the whole module. */
  readonly name: string;
}

/** The names that a file declares, takes in and gives out. Read from the syntax alone. */
export interface Scope {
  readonly types: ReadonlyMap<string, TypeDeclaration>;
  readonly constants: ReadonlyMap<string, ts.VariableDeclaration>;
  readonly imports: ReadonlyMap<string, ImportedName>;
  /** Exported name → local name, or a name of another module. */
  readonly exports: ReadonlyMap<string, string | ImportedName>;
  /** Modules of which everything is exported. */
  readonly starExports: readonly string[];
}

export function scopeOf(file: ts.SourceFile): Scope {
  const types = new Map<string, TypeDeclaration>();
  const constants = new Map<string, ts.VariableDeclaration>();
  const imports = new Map<string, ImportedName>();
  const exports = new Map<string, string | ImportedName>();
  const starExports: string[] = [];
  for (const statement of file.statements) {
    if (isTypeDeclaration(statement)) {
      types.set(statement.name.text, statement);
      if (isExported(statement)) exports.set(statement.name.text, statement.name.text);
    } else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (!ts.isIdentifier(declaration.name)) continue;
        constants.set(declaration.name.text, declaration);
        if (isExported(statement)) exports.set(declaration.name.text, declaration.name.text);
      }
    } else if (ts.isImportDeclaration(statement)) {
      for (const [local, imported] of importsOf(statement)) imports.set(local, imported);
    } else if (ts.isExportDeclaration(statement)) {
      const specifier = specifierOf(statement.moduleSpecifier);
      if (statement.exportClause === undefined) {
        if (specifier !== undefined) starExports.push(specifier);
      } else for (const [name, target] of exportsOf(statement.exportClause, specifier)) exports.set(name, target);
    }
  }
  return { types, constants, imports, exports, starExports };
}

export function isTypeDeclaration(node: ts.Node): node is TypeDeclaration {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isEnumDeclaration(node);
}

export function isExported(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function specifierOf(expression: ts.Expression | undefined): string | undefined {
  return expression !== undefined && ts.isStringLiteral(expression) ? expression.text : undefined;
}

function importsOf({ importClause, moduleSpecifier }: ts.ImportDeclaration): readonly [string, ImportedName][] {
  const specifier = specifierOf(moduleSpecifier);
  if (importClause === undefined || specifier === undefined) return [];
  const result: [string, ImportedName][] = [];
  if (importClause.name !== undefined) result.push([importClause.name.text, { specifier, name: 'default' }]);
  const bindings = importClause.namedBindings;
  if (bindings === undefined) return result;
  if (ts.isNamespaceImport(bindings)) return [...result, [bindings.name.text, { specifier, name: '*' }]];
  for (const { name, propertyName } of bindings.elements) {
    result.push([name.text, { specifier, name: (propertyName ?? name).text }]);
  }
  return result;
}

function exportsOf(
  clause: ts.NamedExportBindings,
  specifier: string | undefined,
): readonly [string, string | ImportedName][] {
  if (ts.isNamespaceExport(clause)) {
    return specifier === undefined ? [] : [[clause.name.text, { specifier, name: '*' }]];
  }
  return clause.elements.map(({ name, propertyName }) => {
    const original = (propertyName ?? name).text;
    return [name.text, specifier === undefined ? original : { specifier, name: original }];
  });
}
