import type { TableInfo } from '../catalog/table-info.ts';
import type { Target } from '../catalog/target.ts';
import { quotePlace } from '../quote.ts';
import { Lane, type LaneOptions } from './lane.ts';

/** Lanes that are kept though nothing waits in them. */
const MAX_IDLE = 100;

/** One lane per table, so that a table that is locked or slow holds up only its own. */
export class Lanes {
  readonly #options: LaneOptions;
  readonly #lanes = new Map<string, Lane>();
  /** The lane that a description was last found to belong to. */
  #last: { readonly info: TableInfo; readonly lane: Lane } | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** The lane of a table under its present name: a statement carries the name. */
  of({ info }: Target): Lane {
    if (this.#last?.info === info) return this.#last.lane;
    const id = `${info.oid} ${quotePlace(info)}`;
    let lane = this.#lanes.get(id);
    if (lane === undefined) {
      if (this.#lanes.size >= MAX_IDLE) this.#dropIdle();
      this.#lanes.set(id, (lane = new Lane(this.#options)));
    }
    this.#last = { info, lane };
    return lane;
  }

  /** Requests that wait for a batch, of all tables. */
  get waiting(): number {
    let waiting = 0;
    for (const lane of this.#lanes.values()) waiting += lane.waiting;
    return waiting;
  }

  #dropIdle(): void {
    this.#last = undefined;
    for (const [id, lane] of this.#lanes) if (lane.idle) this.#lanes.delete(id);
  }
}
