/** Flags of a Go command by name, without dashes. `null` takes a default away; an array repeats the flag. */
export type Flags = Readonly<Record<string, string | readonly string[] | null>>;

/** `overrides` win over `defaults`. */
export function toArguments(defaults: Flags, overrides: Flags = {}): readonly string[] {
  return Object.entries({ ...defaults, ...overrides }).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((each) => `--${name}=${each}`),
  );
}
