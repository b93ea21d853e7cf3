import { errorFields } from './error-fields.ts';

const MAX_DEPTH = 8;

/**
 * `JSON.stringify` that cannot throw: a cycle, a `toJSON` or a getter that throws, and a bigint all become text. Errors
 * become their fields, maps objects, sets lists; functions and symbols their names.
 */
export function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value, replace) ?? 'null'; // eslint-disable-line @typescript-eslint/no-unnecessary-condition -- undefined for a function
  } catch {
    return JSON.stringify(plain(value, [])) ?? 'null'; // eslint-disable-line @typescript-eslint/no-unnecessary-condition
  }
}

function replace(_key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
    case 'symbol':
      return String(value);
    case 'function':
      return `[function ${value.name}]`;
    case 'object':
      return value === null ? null : replaceObject(value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
  }
}

function replaceObject(value: object): unknown {
  if (value instanceof Error) return errorFields(value, { withStack: false });
  if (value instanceof Map) {
    return Object.fromEntries([...(value as Map<unknown, unknown>)].map(([key, each]) => [String(key), each]));
  }
  return value instanceof Set ? [...(value as Set<unknown>)] : value;
}

/** The slow way, for what `JSON.stringify` refuses: a copy without cycles, each property read on its own. */
function plain(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value !== 'object' || value === null) return replace('', value);
  if (ancestors.includes(value)) return '[cycle]';
  if (ancestors.length >= MAX_DEPTH) return '[too deep]';
  const inside = [...ancestors, value];
  const replaced = replaceObject(value);
  if (Array.isArray(replaced)) return replaced.map((each) => plain(each, inside));
  return Object.fromEntries(
    Object.keys(replaced as object).map((key) => [key, plain(read(replaced as Record<string, unknown>, key), inside)]),
  );
}

function read(object: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return object[key];
  } catch (thrown) {
    return `[unreadable: ${thrown instanceof Error ? thrown.message : 'unknown'}]`;
  }
}
