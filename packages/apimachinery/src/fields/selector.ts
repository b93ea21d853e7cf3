import { SelectorSyntaxError } from '../labels/parse.ts';

/** One term of a field selector. Source: `fields.Requirement`. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Source: `fields.Selector`. */
export interface FieldSelector {
  readonly requirements: readonly FieldRequirement[];
  /** `valueOf` gives an object's field as text, the empty text where it is not set. */
  matches(valueOf: (field: string) => string): boolean;
  toString(): string;
}

const TERM = /^\s*([^=!]+?)\s*(==|=|!=)((?:[^\\=]|\\[\\,=])*)$/;

/**
 * Reads a field selector in the text form of `kubectl --field-selector`: `metadata.name=a,spec.host!=b`; `,`, `=` and
 * `\` in values are escaped with `\`. Empty text selects everything.
 *
 * @throws SelectorSyntaxError
 * Source: `fields.ParseSelector`.
 */
export function parseFieldSelector(text: string): FieldSelector {
  const requirements = splitTerms(text).map((term) => parseTerm(text, term));
  return {
    requirements,
    matches: (valueOf) =>
      requirements.every(({ field, operator, value }) => (valueOf(field) === value) === (operator === '=')),
    toString: () => requirements.map(({ field, operator, value }) => `${field}${operator}${escape(value)}`).join(','),
  };
}

const escape = (value: string): string => value.replaceAll(/[\\,=]/g, (character) => `\\${character}`);
const unescape = (value: string): string => value.replaceAll(/\\([\\,=])/g, '$1');

/** Splits at commas that no `\` stands before. */
const splitTerms = (text: string): readonly string[] => {
  const terms = text.match(/(?:[^\\,]|\\.?)+/gs) ?? [];
  return terms.filter((term) => term.trim() !== '');
};

function parseTerm(text: string, term: string): FieldRequirement {
  const [, field, operator, value] = TERM.exec(term) ?? [];
  if (field === undefined || value === undefined) {
    throw new SelectorSyntaxError(`field selector "${text}": "${term.trim()}" is not FIELD=VALUE or FIELD!=VALUE`);
  }
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescape(value) };
}

/** A field of an object by its dotted path, as text; the empty text where it is not set or not a scalar. */
export function fieldOf(object: object, path: string): string {
  let value: unknown = object;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return '';
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
