import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { MarkerDefinition, MarkerValue } from './definition.ts';

/** A marker that was read: what it is, what it says, where it stands. */
export interface Marker {
  readonly definition: MarkerDefinition;
  readonly value: MarkerValue;
  readonly location: SourceLocation;
}

/** The markers of one declaration, in the order written. */
export class MarkerSet {
  static readonly EMPTY = new MarkerSet([]);
  readonly all: readonly Marker[];

  constructor(all: readonly Marker[]) {
    this.all = all;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The first of that name, as the original takes it. */
  get(name: string): Marker | undefined {
    return this.all.find(({ definition }) => definition.name === name);
  }

  named(name: string): readonly Marker[] {
    return this.all.filter(({ definition }) => definition.name === name);
  }
}
