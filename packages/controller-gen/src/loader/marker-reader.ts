import type { Diagnostics, SourceLocation } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { MarkerTarget } from '../markers/definition.ts';
import { type Marker, MarkerSet } from '../markers/marker.ts';
import { parseMarker, splitMarker } from '../markers/parse.ts';
import type { MarkerRegistry } from '../markers/registry.ts';
import { FOREIGN_MARKERS, isForeign } from './foreign-markers.ts';
import type { JsDocBlock, RawMarker } from './jsdoc.ts';
import type { SourceUnit } from './source-file.ts';
import { standardTag } from './standard-tags.ts';

/** What a JSDoc block stands on. `free`: on anything that is no type and no field, or alone. */
export type BlockTarget = MarkerTarget | 'free';

const PLACES: Readonly<Record<BlockTarget, string>> = {
  package: 'the first JSDoc block of a file',
  type: 'a type',
  field: 'a field',
  free: 'anything else than a type, a field, or the first JSDoc block of a file',
};

/** The markers of one block: those that speak of what it stands on, and those that speak for the package. */
interface BlockMarkers {
  readonly own: MarkerSet;
  readonly anywhere: readonly Marker[];
}

/** Reads markers by the registry; each block once. What it cannot read is an error at the marker's own place. */
export class MarkerReader {
  readonly registry: MarkerRegistry;
  readonly #diagnostics: Diagnostics;
  readonly #foreign: readonly string[];
  readonly #read = new Map<JsDocBlock, BlockMarkers>();

  constructor(registry: MarkerRegistry, diagnostics: Diagnostics, allowedMarkers: readonly string[] = []) {
    this.registry = registry;
    this.#diagnostics = diagnostics;
    this.#foreign = [...FOREIGN_MARKERS, ...allowedMarkers];
  }

  read(unit: SourceUnit, block: JsDocBlock | undefined, target: BlockTarget): BlockMarkers {
    if (block === undefined) return { own: MarkerSet.EMPTY, anywhere: [] };
    const known = this.#read.get(block);
    if (known !== undefined) return known;
    const own: Marker[] = [];
    const anywhere: Marker[] = [];
    for (const raw of block.markers) {
      const marker = this.#readMarker(unit, raw, target);
      if (marker !== undefined) (marker.definition.anywhere === true ? anywhere : own).push(marker);
    }
    if (target !== 'free') own.push(...this.#readTags(unit, block, target, own));
    const result = { own: new MarkerSet(own), anywhere };
    this.#read.set(block, result);
    return result;
  }

  #readMarker(unit: SourceUnit, raw: RawMarker, target: BlockTarget): Marker | undefined {
    const location = { source: unit.ast, start: raw.start, end: raw.end };
    const definition = target === 'free' ? undefined : this.registry.lookup(raw.text, target);
    const found = definition ?? this.#lookupAnywhere(raw.text);
    if (found === undefined) {
      this.#reportUnknown(raw.text, target, location);
      return undefined;
    }
    const textStart = unit.ast.text.indexOf(raw.text, raw.start);
    const value = parseMarker(found, splitMarker(raw.text), (message, offset) => {
      this.#diagnostics.error({ ...location, start: textStart + offset }, message);
    });
    return value === undefined ? undefined : { definition: found, value, location };
  }

  /** What standard tags say besides the markers. Both may say the same; a contradiction is an error. */
  #readTags(unit: SourceUnit, block: JsDocBlock, target: MarkerTarget, own: readonly Marker[]): readonly Marker[] {
    const markers: Marker[] = [];
    for (const tag of block.tags) {
      const standard = standardTag(tag, target);
      const definition = standard === undefined ? undefined : this.registry.lookup(standard.marker, target);
      if (standard === undefined || definition === undefined) continue;
      const location = { source: unit.ast, start: tag.start, end: tag.end };
      const rival = own.find((marker) => standard.rivals.includes(marker.definition.name));
      if (rival === undefined) markers.push({ definition, value: standard.value, location });
      else if (JSON.stringify(rival.value) !== JSON.stringify(standard.value)) {
        this.#diagnostics.error(location, `@${tag.name} and +${rival.definition.name} say different things`);
      }
    }
    return markers;
  }

  #lookupAnywhere(text: string): Marker['definition'] | undefined {
    const definition = this.registry.lookup(text, 'package');
    return definition?.anywhere === true ? definition : undefined;
  }

  #reportUnknown(text: string, target: BlockTarget, location: SourceLocation): void {
    const name = splitMarker(text).fullName;
    const elsewhere = this.registry.targetsOf(text).map((other) => PLACES[other]);
    if (elsewhere.length > 0) {
      const message = `+${name} belongs on ${elsewhere.join(' or ')}, not on ${PLACES[target]}`;
      this.#diagnostics.error(location, message);
    } else if (!isForeign(text, this.#foreign)) {
      const hint = didYouMean(name, this.registry.names());
      const advice = hint === '' ? ' If another tool reads it, allow it with --allow-markers.' : hint;
      this.#diagnostics.error(location, `unknown marker +${name}.${advice}`);
    }
  }
}
