import { createHash } from 'node:crypto';
import type { StatementNames } from './pg-pipeline.ts';

/** A connection keeps a plan per text in PostgreSQL's memory; texts beyond this many are parsed anew each time. */
const MAX_PREPARED = 256;

/**
 * The prepared statements of one connection, named after their text, so that two processes behind one pooler never
 * mean different statements by one name.
 */
export class PreparedNames implements StatementNames {
  readonly #known = new Map<string, string>();

  of(text: string): { readonly name: string; readonly known: boolean } {
    const name = this.#known.get(text);
    if (name !== undefined) return { name, known: true };
    return { name: this.#known.size < MAX_PREPARED ? nameOf(text) : '', known: false };
  }

  learn(text: string): void {
    if (!this.#known.has(text) && this.#known.size < MAX_PREPARED) this.#known.set(text, nameOf(text));
  }
}

const nameOf = (text: string): string => `pw_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
