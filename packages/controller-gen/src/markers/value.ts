/** A value as it stands in a marker. Whole numbers beyond 2⁵³ are `bigint`, so that nothing is lost. */
export type MarkerData =
  boolean | number | bigint | string | null | readonly MarkerData[] | { readonly [key: string]: MarkerData };

/** The arguments of a marker, by name. */
export type MarkerArguments = Readonly<Record<string, MarkerData>>;

/** A whole number as JSON has it: exact, whatever its size. */
export function wholeNumber(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}
