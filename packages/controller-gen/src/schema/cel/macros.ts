import { CelSyntaxError } from './syntax-error.ts';

/** What matters of an argument to a macro. */
export interface Argument {
  /** A bare name, a field of something, or anything else. */
  readonly shape: 'name' | 'field' | 'other';
  readonly start: number;
}

/** Macros called on a value: by number of arguments, how many of the first ones name variables. */
const MACROS: ReadonlyMap<string, Readonly<Record<number, number>>> = new Map([
  ['all', { 2: 1, 3: 2 }],
  ['exists', { 2: 1, 3: 2 }],
  ['exists_one', { 2: 1 }],
  ['existsOne', { 2: 1, 3: 2 }],
  ['map', { 2: 1, 3: 1 }],
  ['filter', { 2: 1 }],
  ['transformList', { 3: 2, 4: 2 }],
  ['transformMap', { 3: 2, 4: 2 }],
  ['transformMapEntry', { 3: 2, 4: 2 }],
  ['optMap', { 2: 1 }],
  ['optFlatMap', { 2: 1 }],
]);

/** Checks `value.NAME(…)`. With another number of arguments it is a plain function. @throws {CelSyntaxError} */
export function checkMemberMacro(name: string, args: readonly Argument[]): void {
  const variables = MACROS.get(name)?.[args.length] ?? 0;
  const wrong = args.slice(0, variables).find(({ shape }) => shape !== 'name');
  if (wrong !== undefined) throw new CelSyntaxError(`${name}() needs the name of a variable here`, wrong.start);
}

/** Checks `has(…)`. @throws {CelSyntaxError} */
export function checkGlobalMacro(name: string, args: readonly Argument[]): void {
  const [argument] = args;
  if (name !== 'has' || args.length !== 1 || argument === undefined || argument.shape === 'field') return;
  throw new CelSyntaxError('has() needs a field, such as has(self.name)', argument.start);
}
