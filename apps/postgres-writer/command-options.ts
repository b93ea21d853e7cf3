import type { Flag } from './flags.ts';
import type { Problem } from './parse-flags.ts';

export type CommandOption<T> = Pick<Flag<T>, 'parse' | 'form'> & { readonly required: boolean };

/** The options of one command, `--name value` or `--name=value`, taken one after the other. What is left is wrong. */
export class CommandOptions {
  readonly #command: string;
  readonly #problems: Problem[] = [];
  #left: readonly string[];

  constructor(command: string, argv: readonly string[]) {
    this.#command = command;
    this.#left = argv;
  }

  /** `undefined` where it was not given, or is wrong. */
  take<T>(name: string, { parse, form, required }: CommandOption<T>): T | undefined {
    const where = `--${name}`;
    const at = this.#left.findIndex((arg) => arg === where || arg.startsWith(`${where}=`));
    if (at < 0) {
      if (required) this.#problems.push({ where, what: `is needed by ${this.#command}: ${form}` });
      return undefined;
    }
    const inline = this.#left[at] !== where;
    const text = inline ? this.#left[at]?.slice(where.length + 1) : this.#left[at + 1];
    this.#left = this.#left.toSpliced(at, inline ? 1 : 2);
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) this.#problems.push({ where, what: `must be ${form}` });
    return value;
  }

  problems(): readonly Problem[] {
    const what = `is no flag of ${this.#command}, or was given twice`;
    return [...this.#problems, ...this.#left.map((arg) => ({ where: arg.split('=', 1).join(''), what }))];
  }
}
