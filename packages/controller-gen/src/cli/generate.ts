import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostic.ts';
import type { GeneratorContext } from '../generators/generator.ts';
import { allMarkers } from '../generators/registry.ts';
import { findSources, PathError } from '../loader/api-package.ts';
import { loadPackage } from '../loader/load-package.ts';
import { MarkerReader } from '../loader/marker-reader.ts';
import { SourceGraph } from '../loader/source-graph.ts';
import type { UnitCache } from '../loader/unit-cache.ts';
import type { Plan } from './command-line.ts';
import type { Judged } from './dry-run-server.ts';
import { destinationOf } from './output-rule.ts';

/** What a run wants written. */
export interface Output {
  /** Absolute path → content. */
  readonly files: ReadonlyMap<string, string>;
  readonly stdout: string;
  /** What an API server can judge. */
  readonly judged: readonly Judged[];
  /** The files that were read, apart from those of installed packages. */
  readonly inputs: ReadonlySet<string>;
}

/**
 * Runs the generators. What is wrong in the source goes to the diagnostics; then the output is not to be used.
 *
 * @throws {PathError} if a path names no source, or an option names what cannot be read.
 */
export function generate(plan: Plan, cwd: string, diagnostics: Diagnostics, cache?: UnitCache): Output {
  const graph = new SourceGraph(cwd, cache);
  const inputs = new Set<string>();
  const markers = new MarkerReader(allMarkers(), diagnostics, plan.allowedMarkers);
  const packages = [...findSources(plan.paths, cwd).values()].map((files) =>
    loadPackage(
      files.map((file) => graph.load(file)),
      markers,
    ),
  );
  const context: GeneratorContext = {
    packages,
    graph,
    markers,
    diagnostics,
    readFile: (path) => {
      inputs.add(resolve(cwd, path));
      return fromDisk(path, () => readFileSync(resolve(cwd, path), 'utf8'));
    },
    listFiles: (path) =>
      fromDisk(path, () => readdirSync(resolve(cwd, path), { withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
  };
  const files = new Map<string, string>();
  const judged: Judged[] = [];
  let stdout = '';
  for (const { generator, options, output } of plan.generators) {
    for (const artifact of generator.generate(context, options)) {
      const { content, locate } = artifact;
      if (locate !== undefined) judged.push({ content, locate });
      const destination = destinationOf(output, artifact, cwd);
      if (destination.kind === 'stdout') stdout += content;
      else if (destination.kind === 'file') files.set(destination.path, content);
    }
  }
  for (const path of graph.paths) if (!/[\\/]node_modules[\\/]/.test(path)) inputs.add(path);
  return { files, stdout, judged, inputs };
}

/** What an option names and cannot be read is wrong usage. */
function fromDisk<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown)
      throw new PathError(`${path}: ${thrown.message}`, { cause: thrown });
    throw thrown;
  }
}
