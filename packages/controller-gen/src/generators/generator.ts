import type { Diagnostics, SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Position } from '../diagnostics/format.ts';
import type { ApiPackage } from '../loader/api-package.ts';
import type { MarkerReader } from '../loader/marker-reader.ts';
import type { SourceGraph } from '../loader/source-graph.ts';
import type { ArgumentDefinition, MarkerDefinition, MarkerHelp } from '../markers/definition.ts';
import type { MarkerArguments } from '../markers/value.ts';

/** What every generator of a run works on. */
export interface GeneratorContext {
  readonly packages: readonly ApiPackage[];
  readonly graph: SourceGraph;
  readonly markers: MarkerReader;
  readonly diagnostics: Diagnostics;
  /** Reads a file that an option names, such as a licence header. Relative paths start at the working directory. */
  readonly readFile: (path: string) => string;
  /** The names of the files in a directory, sorted. */
  readonly listFiles: (path: string) => readonly string[];
}

/** A file that a generator wants written. */
export interface Artifact {
  /** Relative to the directory that the output rule names. */
  readonly path: string;
  readonly content: string;
  /** The folder of types that the file is code of: it then goes beside them, unless a rule says otherwise. */
  readonly packageDirectory?: string;
  /** Of a manifest that an API server can judge: the place in the source that one of its fields comes from. */
  readonly locate?: FieldLocator;
}

/**
 * @param field as the API server names it, such as `spec.versions[0].schema`.
 * @param position in the text of the field, where the server says so.
 */
export type FieldLocator = (field: string, position?: Position) => SourceLocation | undefined;

/** One word of the command line that makes files. */
export interface Generator {
  readonly name: string;
  readonly help: MarkerHelp;
  readonly options: Readonly<Record<string, ArgumentDefinition>>;
  /** What the generator reads in the source. */
  readonly markers: readonly MarkerDefinition[];
  /** Makes files, or reports what is wrong to the diagnostics: then nothing of the run is written. */
  generate(context: GeneratorContext, options: MarkerArguments): readonly Artifact[];
}
