import { readFileSync } from 'node:fs';
import { parseSourceUnit, type SourceUnit } from './source-file.ts';

/** Parsed files, kept from run to run: a file is parsed again once its text is another. */
export class UnitCache {
  readonly #units = new Map<string, SourceUnit>();

  /** @throws {Error} if the file cannot be read. */
  load(path: string): SourceUnit {
    const text = readFileSync(path, 'utf8');
    const known = this.#units.get(path);
    if (known?.ast.text === text) return known;
    const unit = parseSourceUnit(path, text);
    this.#units.set(path, unit);
    return unit;
  }
}
