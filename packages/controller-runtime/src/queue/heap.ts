/** Where an entry is in its heap; -1 when it is in none. Only the heap writes it. */
export interface HeapEntry {
  heapIndex: number;
}

/** A binary heap whose entries know their place, so that any of them can be removed or moved in O(log n). */
export class Heap<T extends HeapEntry> {
  readonly #entries: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  /** @param before True when `a` must come out before `b`. */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#entries.length;
  }

  peek(): T | undefined {
    return this.#entries[0];
  }

  push(entry: T): void {
    entry.heapIndex = this.#entries.length;
    this.#entries.push(entry);
    this.#up(entry);
  }

  /** Takes everything out, in no order. */
  clear(): readonly T[] {
    return this.#entries.splice(0);
  }

  remove(entry: T): void {
    const last = this.#entries.pop();
    if (last === undefined) return;
    if (last !== entry) {
      this.#place(last, entry.heapIndex);
      this.update(last);
    }
    entry.heapIndex = -1;
  }

  /** Call it after an entry's order changed. */
  update(entry: T): void {
    this.#up(entry);
    this.#down(entry);
  }

  #up(entry: T): void {
    while (entry.heapIndex > 0) {
      const parentIndex = (entry.heapIndex - 1) >> 1;
      const parent = this.#entries[parentIndex];
      if (parent === undefined || !this.#before(entry, parent)) return;
      this.#place(parent, entry.heapIndex);
      this.#place(entry, parentIndex);
    }
  }

  #down(entry: T): void {
    for (;;) {
      const leftIndex = 2 * entry.heapIndex + 1;
      const left = this.#entries[leftIndex];
      if (left === undefined) return;
      const right = this.#entries[leftIndex + 1];
      const child = right !== undefined && this.#before(right, left) ? right : left;
      if (!this.#before(child, entry)) return;
      const childIndex = child.heapIndex;
      this.#place(child, entry.heapIndex);
      this.#place(entry, childIndex);
    }
  }

  #place(entry: T, index: number): void {
    this.#entries[index] = entry;
    entry.heapIndex = index;
  }
}
