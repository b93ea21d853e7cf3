/**
 * True when both would be the same JSON, whatever the order of their fields: a field that is `undefined` is as good as left
 * out. Source: `equality.Semantic.DeepEqual`, which also takes empty lists and maps for missing; JSON cannot tell a
 * map from a structure whose presence counts, such as `emptyDir: {}`, so here they differ.
 */
export function equalJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => equalJson(item, b[index]))
    );
  }
  const [fields, others] = [a as Fields, b as Fields];
  return (
    Object.keys(others).every((name) => Object.hasOwn(fields, name) || others[name] === undefined) &&
    Object.keys(fields).every((name) => equalJson(fields[name], Object.hasOwn(others, name) ? others[name] : undefined))
  );
}

type Fields = Readonly<Record<string, unknown>>;
