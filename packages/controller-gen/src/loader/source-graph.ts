import { dirname, join } from 'node:path';
import ts from 'typescript';
import { isTypeDeclaration, type ImportedName, type Scope, scopeOf, type TypeDeclaration } from './scope.ts';
import type { SourceUnit } from './source-file.ts';
import { UnitCache } from './unit-cache.ts';

/** A declaration and the file it stands in. */
export interface Found<T extends ts.Node> {
  readonly unit: SourceUnit;
  readonly node: T;
}

export type FoundType = Found<TypeDeclaration>;
export type FoundConstant = Found<ts.VariableDeclaration>;

/**
 * The files of a run. A file is read and parsed when somebody first asks for it, so that a run costs what the API types
 * cost, not what everything they stand beside imports. Names are resolved from the syntax; no type checker runs.
 */
export class SourceGraph {
  readonly #unitCache: UnitCache;
  readonly #units = new Map<string, SourceUnit>();
  readonly #scopes = new Map<string, Scope>();
  readonly #packageNames = new Map<string, string | undefined>();
  readonly #options: ts.CompilerOptions;
  readonly #cache: ts.ModuleResolutionCache;

  /** Whether the project imports `./file.ts`, not `./file.js`: generated code follows it. */
  readonly importsTypeScriptExtensions: boolean;

  /** @param cache to share parsed files with other runs. */
  constructor(cwd: string, cache = new UnitCache()) {
    this.#unitCache = cache;
    const config = projectOptions(cwd);
    this.importsTypeScriptExtensions = config.allowImportingTsExtensions === true;
    this.#options = resolutionOptions(config);
    this.#cache = ts.createModuleResolutionCache(cwd, (fileName) => fileName, this.#options);
  }

  /** @throws {Error} if the file cannot be read. */
  load(path: string): SourceUnit {
    let unit = this.#units.get(path);
    if (unit === undefined) {
      unit = this.#unitCache.load(path);
      this.#units.set(path, unit);
    }
    return unit;
  }

  /** Every file that was read so far. */
  get paths(): readonly string[] {
    return [...this.#units.keys()];
  }

  /** What a name (`Foo`, or `ns.Foo`) means as a type in a file; undefined if the file does not say. */
  findType(unit: SourceUnit, name: ts.EntityName): FoundType | undefined {
    const found = ts.isIdentifier(name)
      ? this.#findLocal(unit, name.text, [])
      : this.#findQualified(unit, name.left, name.right.text);
    return found !== undefined && isTypeDeclaration(found.node) ? { ...found, node: found.node } : undefined;
  }

  /** What a name means as a constant in a file. */
  findConstant(unit: SourceUnit, name: ts.EntityName): FoundConstant | undefined {
    if (!ts.isIdentifier(name)) return undefined;
    const found = this.#findLocal(unit, name.text, [], 'constant');
    return found !== undefined && ts.isVariableDeclaration(found.node) ? { ...found, node: found.node } : undefined;
  }

  /** The module that an import names, as a file. */
  resolveModule(unit: SourceUnit, specifier: string): SourceUnit | undefined {
    const { resolvedModule } = ts.resolveModuleName(
      specifier,
      unit.path,
      this.#options,
      ts.sys,
      this.#cache,
      undefined,
      ts.ModuleKind.ESNext,
    );
    return resolvedModule === undefined ? undefined : this.load(resolvedModule.resolvedFileName);
  }

  /** The name of the npm package that a file belongs to. */
  packageNameOf(path: string): string | undefined {
    const folder = dirname(path);
    if (this.#packageNames.has(folder)) return this.#packageNames.get(folder);
    const name = readPackageName(folder) ?? (dirname(folder) === folder ? undefined : this.packageNameOf(folder));
    this.#packageNames.set(folder, name);
    return name;
  }

  #scope(unit: SourceUnit): Scope {
    let scope = this.#scopes.get(unit.path);
    if (scope === undefined) {
      scope = scopeOf(unit.ast);
      this.#scopes.set(unit.path, scope);
    }
    return scope;
  }

  #findLocal(
    unit: SourceUnit,
    name: string,
    trail: readonly string[],
    meaning: 'type' | 'constant' = 'type',
  ): Found<ts.Node> | undefined {
    const scope = this.#scope(unit);
    const node = meaning === 'type' ? scope.types.get(name) : scope.constants.get(name);
    if (node !== undefined) return { unit, node };
    const imported = scope.imports.get(name);
    return imported === undefined ? undefined : this.#follow(unit, imported, trail, meaning);
  }

  /** `ns.Foo`, where `ns` is a whole module. */
  #findQualified(unit: SourceUnit, left: ts.EntityName, name: string): Found<ts.Node> | undefined {
    if (!ts.isIdentifier(left)) return undefined;
    const imported = this.#scope(unit).imports.get(left.text);
    if (imported === undefined) return undefined;
    const module = this.resolveModule(unit, imported.specifier);
    if (module === undefined) return undefined;
    if (imported.name === '*') return this.#findExport(module, name, [], 'type');
    // `export * as ns from '…'`, imported by name.
    const exported = this.#scope(module).exports.get(imported.name);
    if (exported === undefined || typeof exported === 'string' || exported.name !== '*') return undefined;
    const target = this.resolveModule(module, exported.specifier);
    return target === undefined ? undefined : this.#findExport(target, name, [], 'type');
  }

  #follow(
    unit: SourceUnit,
    { specifier, name }: ImportedName,
    trail: readonly string[],
    meaning: 'type' | 'constant',
  ): Found<ts.Node> | undefined {
    const module = this.resolveModule(unit, specifier);
    return module === undefined ? undefined : this.#findExport(module, name, trail, meaning);
  }

  /** `trail` holds the modules on the way, so that modules that export each other end. */
  #findExport(
    unit: SourceUnit,
    name: string,
    trail: readonly string[],
    meaning: 'type' | 'constant',
  ): Found<ts.Node> | undefined {
    const step = `${unit.path} ${name}`;
    if (trail.includes(step)) return undefined;
    const seen = [...trail, step];
    const { exports, starExports } = this.#scope(unit);
    const exported = exports.get(name);
    if (typeof exported === 'string') return this.#findLocal(unit, exported, seen, meaning);
    if (exported !== undefined) return this.#follow(unit, exported, seen, meaning);
    for (const specifier of starExports) {
      const found = this.#follow(unit, { specifier, name }, seen, meaning);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** The options of the nearest tsconfig.json. */
function projectOptions(cwd: string): ts.CompilerOptions {
  const configPath = ts.findConfigFile(cwd, (path) => ts.sys.fileExists(path));
  if (configPath === undefined) return {};
  const { config } = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)) as { readonly config?: unknown };
  // Which files belong to the project is of no interest here.
  const host: ts.ParseConfigHost = { ...ts.sys, readDirectory: () => [] };
  return ts.parseJsonConfigFileContent(config, host, dirname(configPath)).options;
}

/** As far as the project's options say how modules are found. */
function resolutionOptions({ paths, pathsBasePath, customConditions }: ts.CompilerOptions): ts.CompilerOptions {
  return {
    ...(paths === undefined ? {} : { paths }),
    ...(pathsBasePath === undefined ? {} : { pathsBasePath }),
    ...(customConditions === undefined ? {} : { customConditions }),
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
  };
}

function readPackageName(folder: string): string | undefined {
  const text = ts.sys.readFile(join(folder, 'package.json'));
  if (text === undefined) return undefined;
  const manifest: unknown = JSON.parse(text);
  const name = typeof manifest === 'object' && manifest !== null && 'name' in manifest ? manifest.name : undefined;
  return typeof name === 'string' ? name : undefined;
}
