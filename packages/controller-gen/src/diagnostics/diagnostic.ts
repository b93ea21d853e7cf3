/** A text and the name people know it by. `ts.SourceFile` is one. */
export interface SourceText {
  readonly fileName: string;
  readonly text: string;
}

/** A stretch of a source text. Offsets are UTF-16 units from the start, as TypeScript counts. */
export interface SourceLocation {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** Something that is wrong in the source. */
export interface Diagnostic {
  readonly message: string;
  /** Absent where no line is to blame, such as a folder without types. */
  readonly location: SourceLocation | undefined;
}

/**
 * Collects what is wrong in a run. Work goes on after an error, so that one run reports all of them; nothing is written
 * unless there are none.
 */
export class Diagnostics {
  readonly #all: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  /** The same message at the same place counts once: a type that two kinds use is read twice. */
  error(location: SourceLocation | undefined, message: string): void {
    const key = `${location?.source.fileName ?? ''}:${location?.start ?? 0}:${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#all.push({ message, location });
  }

  get hasErrors(): boolean {
    return this.#all.length > 0;
  }

  /** In the order of files and lines; those without a place come first. */
  sorted(): readonly Diagnostic[] {
    return this.#all.toSorted((a, b) => {
      const byFile = (a.location?.source.fileName ?? '').localeCompare(b.location?.source.fileName ?? '', 'en');
      return byFile || (a.location?.start ?? 0) - (b.location?.start ?? 0);
    });
  }
}
