import type { MarkerDefinition, MarkerTarget } from './definition.ts';
import { type MarkerText, splitMarker } from './parse.ts';

/** Every marker that a run knows, by target and name. */
export class MarkerRegistry {
  readonly #definitions: ReadonlyMap<string, MarkerDefinition>;

  /** @throws {Error} if two definitions share target and name: a mistake of ours. */
  constructor(definitions: Iterable<MarkerDefinition>) {
    const all = new Map<string, MarkerDefinition>();
    for (const definition of definitions) {
      const key = keyOf(definition.target, definition.name);
      if (all.has(key)) throw new Error(`two definitions of +${definition.name} for a ${definition.target}`);
      all.set(key, definition);
    }
    this.#definitions = all;
  }

  /** The full name wins over the name whose last part is an argument. */
  lookup(text: string, target: MarkerTarget): MarkerDefinition | undefined {
    const marker = splitMarker(text);
    return this.#byName(target, marker.fullName) ?? this.#byParentName(target, marker);
  }

  /** Where the marker may stand, for the message about one that stands elsewhere. */
  targetsOf(text: string): readonly MarkerTarget[] {
    return (['package', 'type', 'field'] as const).filter((target) => this.lookup(text, target) !== undefined);
  }

  names(): ReadonlySet<string> {
    return new Set(this.all().map(({ name }) => name));
  }

  all(): readonly MarkerDefinition[] {
    return [...this.#definitions.values()];
  }

  #byName(target: MarkerTarget, name: string): MarkerDefinition | undefined {
    return this.#definitions.get(keyOf(target, name));
  }

  #byParentName(target: MarkerTarget, { fullName, parentName }: MarkerText): MarkerDefinition | undefined {
    const definition = this.#byName(target, parentName);
    // `a:b:=x` is an old way to write `a:b=x`.
    const isValue = fullName === `${parentName}:`;
    return isValue || definition?.shape.kind === 'arguments' ? definition : undefined;
  }
}

const keyOf = (target: MarkerTarget, name: string): string => `${target} ${name}`;
