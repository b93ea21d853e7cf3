import { equalJson } from '../equality/equal-json.ts';

/**
 * A part of `fieldsV1`: path elements, each with what is owned below it. `.` says that the element itself is owned too; an
 * element with nothing below it is owned as it is. Source: `fieldpath.Set` of structured-merge-diff.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

/** The path elements of a set, without that for itself. */
export const elementsOf = (set: FieldSet): readonly string[] => Object.keys(set).filter((element) => element !== '.');

/** Which item of a list a path element means. */
interface ItemElement {
  readonly element: string;
  /** What tells the item apart, as in `k:{"name":"a"}`; none for another element. */
  readonly keys: Readonly<Record<string, unknown>>;
  readonly means: (item: unknown, index: number) => boolean;
}

/** Source: `fieldpath.PathElement`. */
export function itemElement(element: string): ItemElement {
  const text = element.slice(2);
  switch (element.slice(0, 2)) {
    case 'k:': {
      const keys = JSON.parse(text) as ItemElement['keys'];
      const parts = Object.entries(keys);
      const means = (item: unknown): boolean =>
        isRecord(item) && parts.every(([name, value]) => equalJson(item[name], value));
      return { element, keys, means };
    }
    case 'v:': {
      const value: unknown = JSON.parse(text);
      return { element, keys: {}, means: (item) => equalJson(item, value) };
    }
    case 'i:':
      return { element, keys: {}, means: (_item, index) => index === Number(text) };
    default:
      return { element, keys: {}, means: () => false };
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
