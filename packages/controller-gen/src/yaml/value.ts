/**
 * What a manifest is made of. `undefined` members are left out. A `bigint` is a whole number beyond 2⁵³, kept exact; a
 * `number` is written as Go writes a float64, so that 3.0 is `3`.
 */
export type YamlValue =
  null | boolean | number | bigint | string | readonly YamlValue[] | { readonly [key: string]: YamlValue | undefined };

export type YamlMapping = Readonly<Record<string, YamlValue | undefined>>;

export function isSequence(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}
